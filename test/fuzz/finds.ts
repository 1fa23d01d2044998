import type { OpenedApp } from '../support/app.js';
import { operations } from './operations.js';

/** What a client finds by reading: real addresses, cursors and entity tags. */
export interface Finds {
  /** Addresses that the service gave out itself. */
  readonly addresses: readonly string[];
  readonly cursors: readonly string[];
  readonly tags: readonly string[];
  readonly revisions: readonly string[];
  readonly words: readonly string[];
}

const LONGEST_WALK = 4;

/** Walks every list in small pages, and takes the addresses of the snapshot's files. */
export async function find({ request, store }: Pick<OpenedApp, 'request' | 'store'>): Promise<Finds> {
  const addresses = new Set<string>();
  const cursors = new Set<string>();
  const tags = new Set<string>();
  const get = async (url: string) => {
    const answer = await request({ url });
    if (answer.headers.etag !== undefined) tags.add(String(answer.headers.etag));
    return answer;
  };

  for (const start of listStarts()) {
    let url: string | undefined = start;
    for (let page = 0; page < LONGEST_WALK && url !== undefined; page += 1) {
      const answer = await get(url);
      if (answer.statusCode !== 200) break;
      addresses.add(url);
      const body: { page?: { nextCursor?: string | null }; nextCursor?: string | null } = answer.json();
      const cursor: string | null | undefined = body.page?.nextCursor ?? body.nextCursor;
      if (typeof cursor === 'string') cursors.add(cursor);
      url = typeof cursor === 'string' ? `${start}&cursor=${cursor}` : undefined;
    }
  }
  const snapshot: { files: { url: string }[] } = (await get('/v1/snapshots/latest')).json();
  for (const { url } of snapshot.files) {
    addresses.add(new URL(url, 'http://localhost').pathname);
    tags.add(String((await request({ method: 'HEAD', url: new URL(url, 'http://localhost').pathname })).headers.etag));
  }
  for (const url of ['/docs', '/problems/not-found', '/v1/openapi.json', '/v1']) {
    await get(url);
    addresses.add(url);
  }
  const { revision } = store.latest();
  const files = [...addresses].filter((address) => address.startsWith('/v1/snapshots/'));
  return {
    addresses: [...addresses, ...Array.from({ length: 9 }, () => files).flat()],
    cursors: [...cursors],
    tags: [...tags],
    revisions: Array.from({ length: revision + 2 }, (_, n) => String(n + 1)),
    words: ['squat', 'rest', 'doctor', '"see a doctor"', 'rest -plank', 'knee pain', 'better', 'hurts "try the"', 'q1'],
  };
}

const known: Readonly<Record<string, string>> = {
  questions: 'is-it-q0',
  authors: 'by-bob',
  topics: 'about-knees',
  exercises: 'how-to-squat',
};

function listStarts(): string[] {
  return operations
    .filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'))
    .flatMap(({ template }) => {
      const path = template.replace(/\{\w+\}/, known[template.split('/')[2] ?? ''] ?? '');
      const query = path === '/v1/search' ? 'q=squat&limit=' : 'limit=';
      const filtered = path === '/v1/questions' ? [`${path}?author=by-bob&limit=2`, `${path}?view=full&limit=3`] : [];
      return [`${path}?${query}1`, `${path}?${query}5`, ...filtered];
    });
}
