//! For the kitchen.

use super::{Article, Motif, article};

pub(super) const ARTICLES: [Article; 10] = [
    article(
        "KIT-001",
        1800,
        ["Stoneware Mug, Oat", "스톤웨어 머그, 오트"],
        [
            "A 350 ml mug with a matte oat glaze and a handle that fits three fingers. Dishwasher safe.",
            "무광 오트 유약을 입힌 350ml 머그입니다. 손가락 세 개가 편하게 들어가는 손잡이이며 식기세척기에 쓸 수 있습니다.",
        ],
        Motif::Mug,
        (34.0, 0.45, 0),
    ),
    article(
        "KIT-002",
        1800,
        ["Stoneware Mug, Ink Blue", "스톤웨어 머그, 잉크 블루"],
        [
            "The same 350 ml mug in a deep blue glaze that breaks to brown along the rim.",
            "테두리에서 갈색으로 번지는 짙은 청색 유약의 350ml 머그입니다.",
        ],
        Motif::Mug,
        (216.0, 0.5, 1),
    ),
    article(
        "KIT-003",
        5400,
        ["Enamel Kettle 1.2 L", "법랑 주전자 1.2L"],
        [
            "Enamelled steel on gas, induction or an open fire. The beech handle stays cool.",
            "가스, 인덕션, 모닥불까지 쓸 수 있는 법랑 주전자입니다. 너도밤나무 손잡이는 뜨거워지지 않습니다.",
        ],
        Motif::Kettle,
        (8.0, 0.6, 0),
    ),
    article(
        "KIT-004",
        6900,
        ["Cast Iron Skillet 26 cm", "무쇠 프라이팬 26cm"],
        [
            "Pre-seasoned cast iron with a wooden grip. Sears, bakes, and gets better every year.",
            "시즈닝을 마친 무쇠 팬에 나무 손잡이를 달았습니다. 굽고 지지고, 해가 갈수록 길이 듭니다.",
        ],
        Motif::Pan,
        (210.0, 0.12, 0),
    ),
    article(
        "KIT-005",
        7400,
        ["Milk Pan, Sage 1.5 L", "밀크팬, 세이지 1.5L"],
        [
            "A light pan with a pouring lip on both sides, for milk, sauces and a single portion of noodles.",
            "양쪽에 따르는 홈이 있는 가벼운 냄비입니다. 우유, 소스, 라면 한 그릇에 알맞습니다.",
        ],
        Motif::Pan,
        (140.0, 0.3, 1),
    ),
    article(
        "KIT-006",
        4200,
        ["Walnut Cutting Board", "월넛 도마"],
        [
            "Solid black walnut, oiled by hand, with a hole to hang it up. 38 by 26 cm.",
            "손으로 오일을 먹인 통원목 블랙 월넛 도마입니다. 걸이 구멍이 있으며 크기는 38×26cm입니다.",
        ],
        Motif::Board,
        (6.0, 0.65, 0),
    ),
    article(
        "KIT-007",
        3600,
        ["Celadon Rice Bowl", "청자 밥공기"],
        [
            "A rice bowl in crackled celadon from a family workshop in Icheon. 12 cm across.",
            "이천의 가족 공방에서 빚은 빙렬 청자 밥공기입니다. 지름 12cm.",
        ],
        Motif::Bowl,
        (158.0, 0.32, 0),
    ),
    article(
        "KIT-008",
        2800,
        ["Noodle Bowl, Persimmon", "면기, 감빛"],
        [
            "A deep bowl with a wide foot that stays steady under a full portion of soup.",
            "굽이 넓어 국물을 가득 담아도 흔들리지 않는 깊은 면기입니다.",
        ],
        Motif::Bowl,
        (18.0, 0.62, 1),
    ),
    article(
        "KIT-009",
        3400,
        ["Beech Serving Board", "너도밤나무 서빙 보드"],
        [
            "A pale board for bread, cheese and fruit. Wipe it, oil it twice a year, keep it forever.",
            "빵과 치즈, 과일을 내는 밝은 나무 보드입니다. 닦고, 일 년에 두 번 오일을 바르면 오래갑니다.",
        ],
        Motif::Board,
        (96.0, 0.45, 2),
    ),
    article(
        "KIT-010",
        8900,
        ["Enamel Stock Pot 4 L", "법랑 곰솥 4L"],
        [
            "Room for a whole chicken. Thick enamel inside and out, and a rim that doesn't drip.",
            "닭 한 마리가 넉넉히 들어갑니다. 안팎으로 두꺼운 법랑을 입혔고 테두리로 국물이 흐르지 않습니다.",
        ],
        Motif::Pan,
        (44.0, 0.6, 2),
    ),
];
