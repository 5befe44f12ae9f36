//! Lamps.

use super::{Article, Motif, article};

pub(super) const ARTICLES: [Article; 10] = [
    article(
        "LGT-001",
        8900,
        ["Arc Desk Lamp", "아크 데스크 램프"],
        [
            "Two balanced joints put the light where the work is. Dims from 10 to 800 lumens.",
            "두 개의 균형 관절로 필요한 곳을 비춥니다. 10에서 800루멘까지 밝기를 조절합니다.",
        ],
        Motif::DeskLamp,
        (196.0, 0.45, 0),
    ),
    article(
        "LGT-002",
        6400,
        ["Folding Reading Lamp", "접이식 독서등"],
        [
            "Folds flat into a bag and runs eight hours on a charge. Warm light for late chapters.",
            "납작하게 접어 가방에 넣을 수 있고 한 번 충전하면 8시간 켜집니다. 늦은 밤 독서를 위한 따뜻한 빛입니다.",
        ],
        Motif::DeskLamp,
        (352.0, 0.5, 2),
    ),
    article(
        "LGT-003",
        7900,
        ["Linen Shade Table Lamp", "리넨 갓 테이블 램프"],
        [
            "A natural linen shade over a turned ceramic foot. The cord is covered in cotton.",
            "물레로 빚은 도자 받침에 천연 리넨 갓을 얹었습니다. 전선은 면으로 감쌌습니다.",
        ],
        Motif::TableLamp,
        (38.0, 0.4, 0),
    ),
    article(
        "LGT-004",
        9800,
        ["Fluted Glass Table Lamp", "골지 유리 테이블 램프"],
        [
            "Pressed glass with vertical ribs that scatter the light softly across the table.",
            "세로 골이 빛을 부드럽게 흩어 주는 압축 유리 램프입니다.",
        ],
        Motif::TableLamp,
        (268.0, 0.32, 1),
    ),
    article(
        "LGT-005",
        11_900,
        ["Brass Dome Pendant", "황동 돔 펜던트"],
        [
            "Spun brass, white inside, made to hang low over a dining table. 32 cm across.",
            "식탁 위에 낮게 다는 황동 펜던트입니다. 안쪽은 흰색이고 지름은 32cm입니다.",
        ],
        Motif::Pendant,
        (42.0, 0.7, 1),
    ),
    article(
        "LGT-006",
        7200,
        ["Hanji Paper Pendant", "한지 펜던트 조명"],
        [
            "Mulberry paper stretched over thin bamboo rings. Ships flat and opens in a minute.",
            "얇은 대나무 살에 닥종이를 입혔습니다. 접어서 배송되며 1분이면 펼 수 있습니다.",
        ],
        Motif::Globe,
        (24.0, 0.35, 2),
    ),
    article(
        "LGT-007",
        10_400,
        ["Tinted Globe Pendant", "틴트 글로브 펜던트"],
        [
            "Mouth-blown glass in a smoky tint. Every globe has its own small bubbles.",
            "입으로 불어 만든 은은한 색유리입니다. 저마다 작은 기포가 다릅니다.",
        ],
        Motif::Globe,
        (228.0, 0.35, 0),
    ),
    article(
        "LGT-008",
        4900,
        ["Camping Lantern", "캠핑 랜턴"],
        [
            "An enamelled lantern with a dial for the light and a hook for the tent. USB-C.",
            "밝기 다이얼과 텐트 걸이가 있는 법랑 랜턴입니다. USB-C로 충전합니다.",
        ],
        Motif::Lantern,
        (160.0, 0.4, 0),
    ),
    article(
        "LGT-009",
        3900,
        ["Mushroom Night Light", "버섯 무드등"],
        [
            "Tap its cap for three levels of light. Soft silicone, made for small hands.",
            "갓을 톡 치면 세 단계로 밝아집니다. 아이 손에 맞춘 말랑한 실리콘입니다.",
        ],
        Motif::Lantern,
        (4.0, 0.6, 1),
    ),
    article(
        "LGT-010",
        15_900,
        ["Tripod Floor Lamp", "삼각 플로어 램프"],
        [
            "Three legs of oiled oak and a cotton shade that turns a corner into a reading place.",
            "오일을 먹인 참나무 다리 셋과 면 갓으로 구석을 책 읽는 자리로 바꿔 줍니다.",
        ],
        Motif::TableLamp,
        (128.0, 0.28, 2),
    ),
];
