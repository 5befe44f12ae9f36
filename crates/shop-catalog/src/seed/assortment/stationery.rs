//! Stationery.

use super::{Article, Motif, article};

pub(super) const ARTICLES: [Article; 10] = [
    article(
        "STA-001",
        1600,
        ["Dot Grid Notebook A5", "도트 노트 A5"],
        [
            "192 pages of 100 g paper that lies flat and takes fountain pen ink without a shadow.",
            "펼치면 평평하게 눕는 100g 종이 192쪽입니다. 만년필 잉크가 비치지 않습니다.",
        ],
        Motif::Notebook,
        (204.0, 0.5, 0),
    ),
    article(
        "STA-002",
        2400,
        ["Hardcover Sketchbook", "하드커버 스케치북"],
        [
            "Heavy, slightly rough paper for pencil, ink and light washes. Cloth cover, 22 by 22 cm.",
            "연필과 잉크, 옅은 수채에 알맞은 두껍고 살짝 거친 종이입니다. 천 표지, 22×22cm.",
        ],
        Motif::Notebook,
        (12.0, 0.5, 1),
    ),
    article(
        "STA-003",
        2100,
        ["Weekly Planner", "위클리 플래너"],
        [
            "A week on two pages, undated, so that it starts when you do.",
            "두 쪽에 한 주를 담는 만년형 플래너입니다. 시작하는 날이 첫날입니다.",
        ],
        Motif::Notebook,
        (150.0, 0.34, 2),
    ),
    article(
        "STA-004",
        3200,
        ["Brass Ballpoint Pen", "황동 볼펜"],
        [
            "Turned from one brass rod. It darkens where you hold it and takes any standard refill.",
            "황동 봉 하나를 깎아 만들었습니다. 쥐는 자리가 짙어지며 표준 리필이 모두 맞습니다.",
        ],
        Motif::Pen,
        (44.0, 0.62, 0),
    ),
    article(
        "STA-005",
        5800,
        ["Fountain Pen, Fine", "만년필, F촉"],
        [
            "A steel nib that writes a dry, even line, and a cap that posts with a click.",
            "고르고 마른 선을 긋는 스틸 촉에, 딸깍 소리로 닫히는 뚜껑입니다.",
        ],
        Motif::Pen,
        (232.0, 0.48, 1),
    ),
    article(
        "STA-006",
        1200,
        ["Graphite Pencil Set", "흑연 연필 세트"],
        [
            "Five cedar pencils from 2H to 4B, sharpened by hand before they leave the shop.",
            "2H부터 4B까지 삼나무 연필 다섯 자루입니다. 손으로 깎아 보내 드립니다.",
        ],
        Motif::Pencils,
        (52.0, 0.6, 0),
    ),
    article(
        "STA-007",
        2600,
        ["Watercolour Pencil Set", "수채 색연필 세트"],
        [
            "Twelve pencils that draw dry and bloom with a wet brush. In a tin that lasts.",
            "마른 채로 그리고 물붓으로 번지게 하는 색연필 열두 색입니다. 튼튼한 틴 케이스에 담았습니다.",
        ],
        Motif::Pencils,
        (320.0, 0.52, 1),
    ),
    article(
        "STA-008",
        2900,
        ["Oak Pencil Cup", "참나무 연필꽂이"],
        [
            "Turned from oak that fell in last year's storm. Cork below, so that it doesn't slip.",
            "지난해 태풍에 쓰러진 참나무를 깎았습니다. 바닥의 코르크가 미끄럼을 막습니다.",
        ],
        Motif::Pencils,
        (178.0, 0.42, 2),
    ),
    article(
        "STA-009",
        900,
        ["Kraft Envelope Set", "크라프트 봉투 세트"],
        [
            "Twenty envelopes of recycled kraft paper and a sheet of round seals.",
            "재생 크라프트 봉투 스무 장과 원형 봉인 스티커 한 장입니다.",
        ],
        Motif::Envelope,
        (2.0, 0.58, 0),
    ),
    article(
        "STA-010",
        1900,
        ["Letter Writing Set", "편지지 세트"],
        [
            "Ten sheets, ten envelopes and a reason to write to somebody you miss.",
            "편지지 열 장과 봉투 열 장, 그리고 보고 싶은 사람에게 편지를 쓸 이유입니다.",
        ],
        Motif::Envelope,
        (208.0, 0.45, 1),
    ),
];
