import { randomUUID } from 'node:crypto';
import type { LimitExchange, Taken } from '../../limits/limits.js';
import { type Connection, connect } from './connection.js';
import { toStatement } from './statement.js';

/** Each node hands over what was taken, and hears of the others, once a second. */
const EVERY_MS = 1000;
/** A word is kept for longer than any node is silent that still counts. */
const KEPT_SECONDS = 60;

const JOIN = toStatement('limit_join', 'SELECT place, max(number) AS number FROM limit_word GROUP BY place');
const SAY = toStatement(
  'limit_say',
  `INSERT INTO limit_word (place, number, callers, costs)
   VALUES (:place, :number, :callers::text[], :costs::bigint[]) ON CONFLICT DO NOTHING`,
);
// The numbers of one place are committed in their order, as it says one word after the other; those of all together are not.
const SWAP = toStatement(
  'limit_swap',
  `WITH said AS (
     INSERT INTO limit_word (place, number, callers, costs)
     SELECT :place, :number, :callers::text[], :costs::bigint[] WHERE cardinality(:callers::text[]) > 0
   ), forgotten AS (
     DELETE FROM limit_word WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM limit_word WHERE said_at < now() - ${KEPT_SECONDS} * interval '1 second'
       LIMIT 1000 FOR UPDATE SKIP LOCKED))
   )
   SELECT w.place, w.number, w.callers, w.costs
   FROM limit_word w LEFT JOIN unnest(:places::text[], :numbers::bigint[]) AS h (place, number) ON h.place = w.place
   WHERE w.place <> :place AND w.number > coalesce(h.number, 0)
   ORDER BY w.place, w.number`,
);

interface Word {
  readonly place: string;
  readonly number: number;
  readonly callers: readonly string[];
  /** An array of `bigint` comes as texts. */
  readonly costs: readonly (string | number)[];
}

export interface DatabaseExchange extends LimitExchange {
  close(): Promise<void>;
}

/** Words between nodes, through a table of the primary. Nothing is asked of it before the first swap. */
export function openPostgresLimits(url: string, everyMilliseconds = EVERY_MS): DatabaseExchange {
  const connection = connect(url, { most: 1 });
  const place = randomUUID();
  /** The last word that was heard of each place; undefined before the first swap. */
  let heard: Map<string, number> | undefined;
  let number = 0;
  /** Said since the last swap that succeeded: it comes once more with what is handed over next. */
  let said: Taken = new Map();
  /** What was being said when the connection was lost. It may have been heard, so it is said again as it was. */
  let unsure: Taken = new Map();

  const toWord = (taken: Taken) => {
    return { place, number: number + 1, callers: [...taken.keys()], costs: [...taken.values()] };
  };

  async function repeat(): Promise<void> {
    if (unsure.size === 0) return;
    await connection.all(SAY, toWord(unsure));
    number += 1;
    said = add(said, unsure);
    unsure = new Map();
  }

  async function swap(taken: Taken): Promise<Taken> {
    const known = heard ?? (await readPlaces(connection));
    heard = known;
    await repeat();
    unsure = subtract(taken, said);
    const others = { places: [...known.keys()], numbers: [...known.values()] };
    const words = await connection.all<Word>(SWAP, { ...toWord(unsure), ...others });
    if (unsure.size > 0) number += 1;
    said = new Map();
    unsure = new Map();
    for (const word of words) known.set(word.place, word.number);
    return words.reduce((sum: Taken, word) => add(sum, toTaken(word)), new Map());
  }

  return { everyMilliseconds, swap, close: () => connection.close() };
}

async function readPlaces(connection: Connection): Promise<Map<string, number>> {
  const rows = await connection.all<{ place: string; number: number }>(JOIN);
  return new Map(rows.map((row) => [row.place, row.number]));
}

const toTaken = ({ callers, costs }: Word): Taken =>
  new Map(callers.map((caller, index) => [caller, Number(costs[index] ?? 0)]));

function add(to: Taken, taken: Taken): Taken {
  const sum = new Map(to);
  for (const [caller, cost] of taken) sum.set(caller, cost + (sum.get(caller) ?? 0));
  return sum;
}

/** Whoever is not handed over any more was forgotten here, and is owed nothing. */
function subtract(from: Taken, taken: Taken): Taken {
  const left = [...from].map(([caller, cost]) => [caller, cost - (taken.get(caller) ?? 0)] as const);
  return new Map(left.filter(([, cost]) => cost !== 0));
}
