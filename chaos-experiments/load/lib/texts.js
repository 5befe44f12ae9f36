// Every word that a reader sees, in both languages side by side.

const TEXTS = {
  kinds: {
    smoke: { en: 'Smoke test', ko: '스모크 테스트' },
    load: { en: 'Load test', ko: '부하 테스트' },
    stress: { en: 'Stress test', ko: '스트레스 테스트' },
    spike: { en: 'Spike test', ko: '스파이크 테스트' },
    soak: { en: 'Soak test', ko: '장시간 테스트' },
    breakpoint: { en: 'Breakpoint test', ko: '한계점 테스트' },
  },
  questions: {
    smoke: { en: 'Does every journey work at all?', ko: '모든 고객 여정이 동작하는가?' },
    load: {
      en: 'Does the shop keep its promises on a busy day?',
      ko: '붐비는 날에도 약속한 서비스 수준을 지키는가?',
    },
    stress: {
      en: 'How does the shop bear more than a busy day, and is it well afterwards?',
      ko: '붐비는 날보다 더 몰리면 어떻게 견디고, 지나간 뒤에는 회복하는가?',
    },
    spike: {
      en: 'What does a crowd do that comes from one second to the next?',
      ko: '순식간에 인파가 몰리면 어떻게 되는가?',
    },
    soak: { en: 'Does anything get worse with time?', ko: '시간이 지나면서 나빠지는 것이 있는가?' },
    breakpoint: {
      en: 'How many customers can the shop serve before it breaks its promises?',
      ko: '약속을 어기기 전까지 고객을 얼마나 받을 수 있는가?',
    },
  },
  phases: {
    rise: { en: 'rise', ko: '증가' },
    steady: { en: 'steady', ko: '일정' },
    times: { en: '{0} times as many', ko: '{0}배' },
    before: { en: 'before', ko: '이전' },
    crowd: { en: 'the crowd', ko: '인파' },
    after: { en: 'after', ko: '이후' },
    sixth: { en: 'part {0} of 6', ko: '6구간 중 {0}' },
    step: { en: 'step {0}', ko: '{0}단계' },
  },
  reasons: {
    silence: { en: '{0} without an answer', ko: '무응답 {0}건' },
    '5xx': { en: '{0} with 5xx', ko: '5xx {0}건' },
    '4xx': { en: '{0} with 4xx', ko: '4xx {0}건' },
    unreached: { en: '{0} never reached', ko: '시도 못 함 {0}건' },
    unreadable: { en: '{0} unreadable', ko: '해석 불가 {0}건' },
  },
  passed: { en: 'Every promise was kept', ko: '모든 약속을 지켰습니다' },
  missed: { en: 'Promises were broken', ko: '지키지 못한 약속이 있습니다' },
  kept: { en: 'kept', ko: '지킴' },
  broken: { en: 'broken', ko: '어김' },
  held: {
    en: 'The shop held {0} visits/s ({1} requests/s) and broke at {2} visits/s.',
    ko: '초당 방문 {0}건(요청 {1}건)까지 견뎠고 {2}건에서 약속을 어겼습니다.',
  },
  heldAll: {
    en: 'The shop held every step, up to {0} visits/s. Raise RATE to find where it breaks.',
    ko: '초당 방문 {0}건까지 모든 단계를 견뎠습니다. 한계점을 찾으려면 RATE를 높이세요.',
  },
  heldNone: {
    en: 'The shop broke at the first step already, {0} visits/s. Lower RATE to find what it holds.',
    ko: '첫 단계인 초당 방문 {0}건에서 이미 약속을 어겼습니다. RATE를 낮춰 보세요.',
  },
  promises: { en: 'Promises', ko: '서비스 수준 약속' },
  promisesNote: {
    en: "Objectives of k8s/monitoring/slo.yaml, as customers see them. A request fails that gets no answer, a 5xx, or a refusal that is not the shop's business; being sold out is no failure. One is never reached when a step before it failed.",
    ko: 'k8s/monitoring/slo.yaml의 목표를 고객 쪽에서 잰 값입니다. 응답이 없거나 5xx이거나 업무상 거절이 아닌 4xx이면 실패입니다. 품절은 실패가 아닙니다. 앞 단계가 실패해 보내지도 못한 요청은 ‘시도 못 함’입니다.',
  },
  partsNote: {
    en: 'All requests of each part of the test.',
    ko: '테스트의 각 구간에서 보낸 모든 요청입니다.',
  },
  times: { en: 'Response times', ko: '응답 시간' },
  timesNote: {
    en: 'Of requests that did not fail, from asking to the last byte, in milliseconds.',
    ko: '실패하지 않은 요청을 보낼 때부터 마지막 바이트까지, 밀리초 단위입니다.',
  },
  parts: { en: 'Parts', ko: '구간' },
  steps: { en: 'Steps', ko: '단계' },
  journey: { en: 'Journey', ko: '고객 여정' },
  requests: { en: 'Requests', ko: '요청' },
  good: { en: 'Good', ko: '성공' },
  fast: { en: 'Fast', ko: '빠름' },
  promised: { en: 'promised', ko: '약속' },
  target: { en: '≥ {0}', ko: '≥ {0}' },
  within: { en: '≥ {0} in {1} s', ko: '{1}초 이내 ≥ {0}' },
  failures: { en: 'Failed', ko: '실패' },
  verdict: { en: 'Promise', ko: '약속' },
  part: { en: 'Part', ko: '구간' },
  rate: { en: 'Visits/s', ko: '방문/초' },
  requestRate: { en: 'Requests/s', ko: '요청/초' },
  visits: { en: 'Visits', ko: '방문' },
  duration: { en: 'Duration', ko: '시간' },
  customers: { en: 'Customers', ko: '고객' },
  dropped: { en: 'Turned away', ko: '시작하지 못한 방문' },
  droppedNote: {
    en: 'Visits that could not begin, since every customer was still waiting: {0}.',
    ko: '모든 고객이 응답을 기다리고 있어 시작하지 못한 방문: {0}건.',
  },
  none: { en: 'no request was made', ko: '요청이 없었음' },
  failed: {
    en: '{0}: {1}; firedrill logs --trace {2}',
    ko: '{0}: {1}; firedrill logs --trace {2}',
  },
};

const fill = (template, values) => template.replace(/\{(\d)\}/g, (_, index) => values[index]);

/** The texts of one language: each is a function of what is put into it. */
export function texts(lang) {
  const speak = (node) =>
    'en' in node
      ? (...values) => fill(node[lang], values)
      : Object.fromEntries(Object.entries(node).map(([key, below]) => [key, speak(below)]));
  return speak(TEXTS);
}
