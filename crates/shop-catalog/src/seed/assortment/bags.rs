//! Bags.

use super::{Article, Motif, article};

pub(super) const ARTICLES: [Article; 10] = [
    article(
        "BAG-001",
        2900,
        ["Canvas Tote, Natural", "캔버스 토트, 내추럴"],
        [
            "Sturdy 16 oz canvas with handles long enough for the shoulder and a pocket for keys.",
            "어깨에 메기 좋은 긴 손잡이와 열쇠 주머니가 있는 튼튼한 16온스 캔버스 토트입니다.",
        ],
        Motif::Tote,
        (36.0, 0.45, 0),
    ),
    article(
        "BAG-002",
        2900,
        ["Canvas Tote, Olive", "캔버스 토트, 올리브"],
        [
            "The same tote in olive, printed with a sprig by hand.",
            "손으로 나뭇가지 무늬를 찍은 올리브색 토트입니다.",
        ],
        Motif::Tote,
        (84.0, 0.32, 1),
    ),
    article(
        "BAG-003",
        3800,
        ["Market Tote, Wide", "마켓 토트, 와이드"],
        [
            "Carries a week of vegetables and folds into its own pocket. Washes at 40 degrees.",
            "일주일 치 채소가 들어가고 제 주머니 속으로 접힙니다. 40도에서 세탁할 수 있습니다.",
        ],
        Motif::Tote,
        (200.0, 0.52, 2),
    ),
    article(
        "BAG-004",
        12_900,
        ["Roll-Top Backpack 18 L", "롤탑 백팩 18L"],
        [
            "Waterproof down to the seams. Rolls up small for the office and open for the weekend.",
            "봉제선까지 방수됩니다. 출근할 때는 작게 말고 주말에는 넓게 펼칩니다.",
        ],
        Motif::Backpack,
        (168.0, 0.36, 0),
    ),
    article(
        "BAG-005",
        11_400,
        ["Commuter Backpack 22 L", "출퇴근 백팩 22L"],
        [
            "A padded place for a 15-inch laptop, and a zip that opens all the way like a suitcase.",
            "15인치 노트북 칸에 완충재를 넣었고, 지퍼가 여행 가방처럼 끝까지 열립니다.",
        ],
        Motif::Backpack,
        (222.0, 0.4, 1),
    ),
    article(
        "BAG-006",
        9600,
        ["Day Hiking Pack 15 L", "당일 산행 배낭 15L"],
        [
            "Light enough to forget, with an elastic cord for the jacket you took off.",
            "멘 줄도 모르게 가볍고, 벗은 겉옷을 끼울 탄성 끈이 있습니다.",
        ],
        Motif::Backpack,
        (14.0, 0.6, 2),
    ),
    article(
        "BAG-007",
        9900,
        ["Messenger Bag 13 inch", "메신저 백 13인치"],
        [
            "One buckle, one strap, and everything in reach without getting off the bicycle.",
            "버클 하나와 끈 하나로, 자전거에서 내리지 않고도 무엇이든 꺼낼 수 있습니다.",
        ],
        Motif::Satchel,
        (190.0, 0.42, 0),
    ),
    article(
        "BAG-008",
        14_800,
        ["Waxed Canvas Satchel", "왁스 캔버스 사첼"],
        [
            "Waxed cotton that keeps the rain out and shows every trip you took with it.",
            "비를 막는 왁스 면입니다. 함께한 여행의 흔적이 그대로 남습니다.",
        ],
        Motif::Satchel,
        (28.0, 0.42, 1),
    ),
    article(
        "BAG-009",
        13_600,
        ["Weekender Duffel 35 L", "위켄더 더플백 35L"],
        [
            "Three days of clothes, a place for shoes, and handles that button together.",
            "사흘 치 옷과 신발 칸, 단추로 모이는 손잡이를 갖췄습니다.",
        ],
        Motif::Duffel,
        (248.0, 0.3, 0),
    ),
    article(
        "BAG-010",
        8400,
        ["Gym Duffel 28 L", "짐 더플백 28L"],
        [
            "A vented pocket for what is wet and a bright lining, so that nothing gets lost inside.",
            "젖은 옷을 넣는 통풍 주머니와, 물건이 잘 보이는 밝은 안감이 있습니다.",
        ],
        Motif::Duffel,
        (344.0, 0.5, 1),
    ),
];
