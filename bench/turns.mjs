import { setTimeout as sleep } from 'node:timers/promises';
import { summarise } from './statistics.mjs';

/** So many rounds more than were asked for, at most, while a ratio is too noisy to be quoted. */
const EXTRA_ROUNDS = 5;

/** What all extra rounds of a run may take together, so that a noisy machine does not make it endless. */
export function createPatience(seconds) {
  let left = seconds * 1000;
  return {
    isLeft: () => left > 0,
    spend(milliseconds) {
      left -= milliseconds;
    },
  };
}

/**
 * Measures each side once a round, the order turned about every time, so that all of them meet the same machine. Gives the
 * measurements of each side, round by round. A side may be several that are alike, which take turns too. `isNoisy` is asked after the
 * last round whether more are needed.
 */
export async function measureByTurns(sides, { rounds, measure, isNoisy, patience }) {
  const names = Object.keys(sides);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  const measureRound = async (round) => {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      measured[name].push(await measure(pick(sides[name], round)));
      await sleep(50);
    }
  };
  for (let round = 0; round < rounds; round += 1) await measureRound(round);
  for (let extra = 0; extra < EXTRA_ROUNDS && patience.isLeft() && isNoisy(measured); extra += 1) {
    const begun = performance.now();
    await measureRound(rounds + extra);
    patience.spend(performance.now() - begun);
  }
  return measured;
}

/** Which of those that are alike has its turn. */
const pick = (side, round) => (Array.isArray(side) ? side[round % side.length] : side);

/** The ratio of two sides, round by round. */
export function toRatio(measured, name, other, read) {
  return summarise(measured[name].map((one, round) => read(one) / read(measured[other][round])));
}
