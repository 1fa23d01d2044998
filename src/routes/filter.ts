import type { QuestionFilter, ReadStore } from '../store/store.js';

/** The filters of a request: names, which may be slugs, former slugs or ids. */
type NamedFilter = { readonly [K in keyof QuestionFilter]?: string | undefined };

/** The same by id; undefined when one names nothing, so that nothing can match. */
export async function findFilter(
  store: ReadStore,
  named: NamedFilter,
  at: number,
): Promise<QuestionFilter | undefined> {
  const filter: { -readonly [K in keyof QuestionFilter]: QuestionFilter[K] } = {};
  for (const type of ['topic', 'author', 'exercise'] as const) {
    const name = named[type];
    if (name === undefined) continue;
    const id = await store.resolveName(type, name, at);
    if (id === undefined) return undefined;
    filter[type] = id;
  }
  if (named.locale !== undefined) filter.locale = named.locale;
  return filter;
}
