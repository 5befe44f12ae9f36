// What a test is told by its environment; `firedrill load` sets what begins with FIREDRILL_.
import { seconds } from './plan.js';

const required = (name) => {
  const value = __ENV[name];
  if (!value) throw new Error(`${name} is not set: start this with \`firedrill load\``);
  return value;
};

/** The shop's public address, without a slash at the end. */
export const SHOP = required('FIREDRILL_SHOP');

/** `k8s/monitoring/slo.yaml` as JSON: k6 reads no YAML. */
export const LEVELS = JSON.parse(required('FIREDRILL_OBJECTIVES'));

/** `en` or `ko`. */
export const LANG = __ENV.FIREDRILL_LANG === 'ko' ? 'ko' : 'en';

/** Where the page goes, and where its figures as JSON; without them only the text is written. */
export const PAGE = __ENV.FIREDRILL_PAGE;
export const RESULT = __ENV.FIREDRILL_RESULT;

/** What a kind's own rate and duration are replaced by. */
export const RATE = number('RATE');
export const DURATION = __ENV.DURATION ? seconds(__ENV.DURATION) : undefined;
export const CUSTOMERS = number('CUSTOMERS');

function number(name) {
  const text = __ENV[name];
  if (!text) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name}=${text} is no number above 0`);
  return value;
}
