import { MAX_QUOTA } from '../limits/bucket.js';
import type { Policy } from '../limits/limits.js';
import { setting } from './setting.js';
import { whole } from './value.js';

const windows: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };
const LIMITS_EXPECTED = '`off`, or windows with whole numbers from 1 to 100000000, such as minute=600,day=50000';

/** Who is turned away, and when. */
export const limitingSettings = {
  ANONYMOUS_LIMITS: setting({
    initial: 'minute=600,day=50000',
    meaning: 'What an address may ask for without a key: so much a second, minute, hour or day, or `off`.',
    expects: LIMITS_EXPECTED,
    read: readLimits,
  }),
  KEY_LIMITS: setting({
    initial: 'minute=6000,day=1000000',
    meaning: 'What a partner may ask for with its keys, written in the same way.',
    expects: LIMITS_EXPECTED,
    read: readLimits,
  }),
  OVERLOAD_DELAY_MS: setting({
    initial: '500',
    meaning:
      'Turn requests away with 503 while the event loop is so many milliseconds behind on average; 0 never does.',
    expects: 'a whole number from 0 to 60000',
    read: whole(0, 60_000),
  }),
  OVERLOAD_UTILISATION: setting({
    initial: '0',
    meaning: 'Turn requests away while the event loop is busy for more than so many percent of the time; 0 never does.',
    expects: 'a whole number from 0 to 100',
    read: whole(0, 100),
  }),
  OVERLOAD_HEAP_BYTES: setting({
    initial: '0',
    meaning: 'Turn requests away while more than so many bytes of the heap are in use; 0 never does.',
    expects: 'a whole number from 0 to 1099511627776',
    read: whole(0, 2 ** 40),
  }),
} as const;

function readLimits(text: string): readonly Policy[] | undefined {
  if (text === 'off') return [];
  const policies = text.split(',').map((part): Policy | undefined => {
    const [name = '', amount = '', ...rest] = part.trim().split('=');
    const windowSeconds = Object.hasOwn(windows, name) ? windows[name] : undefined;
    const quota = whole(1, MAX_QUOTA)(amount);
    const isWrong = windowSeconds === undefined || quota === undefined || rest.length > 0;
    return isWrong ? undefined : { name, quota, windowSeconds };
  });
  const known = policies.filter((policy) => policy !== undefined);
  const isWhole = known.length === policies.length && new Set(known.map(({ name }) => name)).size === known.length;
  return isWhole ? known : undefined;
}
