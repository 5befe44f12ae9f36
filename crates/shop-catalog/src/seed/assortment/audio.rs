//! Things that play music.

use super::{Article, Motif, article};

pub(super) const ARTICLES: [Article; 10] = [
    article(
        "AUD-001",
        14_900,
        ["Over-Ear Headphones", "오버이어 헤드폰"],
        [
            "Soft pads, forty hours on a charge, and buttons that you find without looking.",
            "부드러운 패드와 40시간 배터리, 보지 않고도 손에 잡히는 버튼을 갖췄습니다.",
        ],
        Motif::Headphones,
        (206.0, 0.42, 0),
    ),
    article(
        "AUD-002",
        22_900,
        ["Noise-Cancelling Headphones", "노이즈 캔슬링 헤드폰"],
        [
            "Quiet on the train and in the open office. Folds into a case that fits a coat pocket.",
            "지하철에서도 사무실에서도 조용합니다. 외투 주머니에 들어가는 케이스에 접어 넣습니다.",
        ],
        Motif::Headphones,
        (262.0, 0.3, 1),
    ),
    article(
        "AUD-003",
        11_900,
        ["Studio Headphones, Wired", "스튜디오 헤드폰, 유선"],
        [
            "Flat, honest sound on a three-metre cable. Every part can be replaced.",
            "3미터 케이블로 듣는 꾸밈없는 소리입니다. 모든 부품을 교체할 수 있습니다.",
        ],
        Motif::Headphones,
        (22.0, 0.45, 2),
    ),
    article(
        "AUD-004",
        31_900,
        ["Bookshelf Speaker Pair", "북셸프 스피커 한 쌍"],
        [
            "Walnut cabinets with a 13 cm woofer. They sound larger than they look.",
            "13cm 우퍼를 넣은 월넛 캐비닛입니다. 보기보다 큰 소리를 냅니다.",
        ],
        Motif::Speaker,
        (32.0, 0.35, 0),
    ),
    article(
        "AUD-005",
        7900,
        ["Portable Speaker", "휴대용 스피커"],
        [
            "Survives rain, sand and a fall from the table. Twelve hours of music.",
            "비와 모래, 식탁에서 떨어지는 충격도 견딥니다. 12시간 재생합니다.",
        ],
        Motif::Speaker,
        (172.0, 0.42, 1),
    ),
    article(
        "AUD-006",
        16_900,
        ["Desktop Speaker", "데스크톱 스피커"],
        [
            "One box with two drivers, made for an arm's length. USB-C and a real volume knob.",
            "팔 길이에서 듣도록 만든 2유닛 스피커입니다. USB-C와 진짜 볼륨 노브가 있습니다.",
        ],
        Motif::Speaker,
        (228.0, 0.36, 2),
    ),
    article(
        "AUD-007",
        34_900,
        ["Belt-Drive Turntable", "벨트 드라이브 턴테이블"],
        [
            "A heavy platter, a quiet motor, and a needle that is easy to change.",
            "묵직한 플래터와 조용한 모터, 쉽게 바꾸는 바늘입니다.",
        ],
        Motif::Turntable,
        (28.0, 0.4, 0),
    ),
    article(
        "AUD-008",
        25_900,
        ["Wireless Turntable", "무선 턴테이블"],
        [
            "Plays a record to any speaker in the room, and returns its arm at the end.",
            "방 안의 어떤 스피커로도 음반을 재생하고, 끝나면 톤암이 제자리로 돌아옵니다.",
        ],
        Motif::Turntable,
        (196.0, 0.4, 1),
    ),
    article(
        "AUD-009",
        8900,
        ["Kitchen Radio", "주방 라디오"],
        [
            "Four presets, a timer for the eggs, and a handle to carry it to the balcony.",
            "채널 네 개를 저장하고 달걀 타이머가 있으며, 손잡이로 베란다까지 들고 갑니다.",
        ],
        Motif::Radio,
        (2.0, 0.55, 0),
    ),
    article(
        "AUD-010",
        6900,
        ["Travel Radio", "여행용 라디오"],
        [
            "FM and DAB in a shell the size of a paperback. Finds the local stations by itself.",
            "문고판 크기의 FM·DAB 라디오입니다. 현지 방송을 스스로 찾습니다.",
        ],
        Motif::Radio,
        (150.0, 0.36, 1),
    ),
];
