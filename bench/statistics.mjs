/** The value below which a part of the values lies, between two of them where none is there. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return below + (above - below) * (place - Math.floor(place));
}

/** A ratio whose 90 % lies above its 10 % by more than this factor says more of the machine than of the program. */
export const WIDEST_SPREAD = 1.35;

/** Of fewer rounds nobody knows the spread. */
const FEWEST_ROUNDS = 3;

/** The median with its spread; `isNoisy` when the spread is too wide, or not known, for it to be quoted. */
export function summarise(values) {
  const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => quantile(values, part));
  const isKnown = values.length > 0 && values.every(Number.isFinite);
  return {
    low,
    middle,
    high,
    isKnown,
    isNoisy: isKnown && (values.length < FEWEST_ROUNDS || high > low * WIDEST_SPREAD),
  };
}

/** Whether a bar is reached: `atLeast` or `atMost` a number. A bar inside of the spread is said to be. */
export function judge({ low, middle, high, isKnown, isNoisy }, bar) {
  if (bar === undefined) return '';
  if (!isKnown) return 'not measured';
  if (isNoisy) return 'too noisy';
  const { atLeast, atMost } = bar;
  const isReached = atLeast === undefined ? middle <= atMost : middle >= atLeast;
  const limit = atLeast ?? atMost;
  const isClose = low < limit && limit < high;
  return `${isReached ? 'reached' : '**not reached**'}${isClose ? ', within the spread' : ''}`;
}
