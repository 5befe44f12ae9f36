//! Plants.

use super::{Article, Motif, article};

pub(super) const ARTICLES: [Article; 10] = [
    article(
        "PLT-001",
        4800,
        ["Monstera Deliciosa", "몬스테라 델리시오사"],
        [
            "Generous leaves that split as they grow. Bright shade and a drink once a week.",
            "자라면서 갈라지는 큼직한 잎입니다. 밝은 그늘에 두고 한 주에 한 번 물을 줍니다.",
        ],
        Motif::Foliage,
        (16.0, 0.5, 0),
    ),
    article(
        "PLT-002",
        4200,
        ["Rubber Plant", "인도고무나무"],
        [
            "Dark, glossy and almost impossible to offend. Comes in a glazed pot of 16 cm.",
            "짙고 윤이 나며 좀처럼 까다롭지 않습니다. 16cm 유약 화분에 담아 드립니다.",
        ],
        Motif::Foliage,
        (214.0, 0.4, 1),
    ),
    article(
        "PLT-003",
        5600,
        ["Weeping Fig", "벤자민 고무나무"],
        [
            "A small tree with fine leaves for a bright corner. It dislikes being moved.",
            "밝은 구석에 어울리는 잔잎의 작은 나무입니다. 자리를 옮기는 것을 싫어합니다.",
        ],
        Motif::Foliage,
        (46.0, 0.5, 2),
    ),
    article(
        "PLT-004",
        3400,
        ["Snake Plant", "산세베리아"],
        [
            "Upright, striped, and content with a dim hallway. Water it when you remember.",
            "곧고 줄무늬가 있으며 어두운 복도에서도 잘 자랍니다. 생각날 때 물을 주세요.",
        ],
        Motif::Blades,
        (190.0, 0.4, 0),
    ),
    article(
        "PLT-005",
        2600,
        ["Spider Plant", "접란"],
        [
            "Sends out young plants on long stems: one becomes many within a year.",
            "긴 줄기 끝에 새끼를 내어 한 해면 여러 포기가 됩니다.",
        ],
        Motif::Blades,
        (280.0, 0.3, 2),
    ),
    article(
        "PLT-006",
        3000,
        ["Aloe Vera", "알로에 베라"],
        [
            "A calm companion for a sunny sill, and first aid for a burnt finger.",
            "볕 드는 창가의 조용한 친구이자, 덴 손가락의 응급약입니다.",
        ],
        Motif::Blades,
        (26.0, 0.46, 1),
    ),
    article(
        "PLT-007",
        2900,
        ["Golden Barrel Cactus", "금호 선인장"],
        [
            "Round, ribbed and patient. Full sun, and water once a month in summer.",
            "둥글고 골이 진 느긋한 선인장입니다. 햇볕을 듬뿍, 여름에는 한 달에 한 번 물을 줍니다.",
        ],
        Motif::Cactus,
        (334.0, 0.42, 0),
    ),
    article(
        "PLT-008",
        3700,
        ["Column Cactus", "기둥 선인장"],
        [
            "Two arms and a straight back. It grows a hand's width a year if it likes you.",
            "두 팔을 든 곧은 선인장입니다. 마음에 들면 한 해에 한 뼘씩 자랍니다.",
        ],
        Motif::Cactus,
        (20.0, 0.55, 1),
    ),
    article(
        "PLT-009",
        2400,
        ["Echeveria Trio", "에케베리아 3종"],
        [
            "Three rosettes in one bowl, each in a colour of its own.",
            "한 화분에 저마다 색이 다른 장미꽃 모양 다육이 셋을 심었습니다.",
        ],
        Motif::Rosettes,
        (200.0, 0.36, 0),
    ),
    article(
        "PLT-010",
        2700,
        ["Succulent Bowl", "다육이 모둠 화분"],
        [
            "A shallow bowl of succulents that were planted together and stay good neighbours.",
            "함께 심어 사이좋게 자라는 다육이를 얕은 화분에 담았습니다.",
        ],
        Motif::Rosettes,
        (30.0, 0.5, 1),
    ),
];
