/** Numbers from 0 to 1 that look random, the same for the same seed (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks of the items, the first most often: the chance of an item is one over its rank (Zipf). */
export function createZipf(items, random) {
  let total = 0;
  const sums = items.map((_, index) => {
    total += 1 / (index + 1);
    return total;
  });
  return () => {
    const wanted = random() * total;
    let [low, high] = [0, items.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? total) < wanted) low = middle + 1;
      else high = middle;
    }
    return items[low];
  };
}

/** So many of the items, each at most once, in no order. */
export function sample(items, count, random) {
  const left = [...items];
  for (let index = 0; index < Math.min(count, left.length); index += 1) {
    const other = index + Math.floor(random() * (left.length - index));
    [left[index], left[other]] = [left[other], left[index]];
  }
  return left.slice(0, count);
}
