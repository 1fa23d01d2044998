import type { Middleware } from 'openapi-fetch';

interface Remembered {
  readonly etag: string;
  readonly body: string;
  readonly headers: [string, string][];
}

/** Remembers answers by URL with their entity tags, and answers from memory when the service says that nothing changed. */
export class EtagMemory {
  readonly #answers = new Map<string, Remembered>();
  readonly #maxCharacters: number;
  /** The requests that this memory made conditional, with what they ask about: a 304 to any other is its sender's. */
  readonly #conditional = new WeakMap<Request, Remembered>();
  #characters = 0;

  /** `maxCharacters` bounds the bodies together; the longest unused go first. 0 remembers nothing. */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  readonly middleware: Middleware = {
    onRequest: ({ request }) => {
      const known = request.method === 'GET' ? this.#answers.get(request.url) : undefined;
      if (known === undefined || request.headers.has('if-none-match')) return undefined;
      request.headers.set('if-none-match', known.etag);
      this.#conditional.set(request, known);
      return request;
    },
    onResponse: async ({ request, response }) => {
      if (request.method !== 'GET') return undefined;
      if (response.status === 304) return this.#recall(request, response);
      this.#forget(request.url);
      const etag = response.headers.get('etag');
      if (response.status !== 200 || etag === null || isNotToBeKept(response)) return undefined;
      this.#remember(request.url, { etag, body: await response.clone().text(), headers: [...response.headers] });
      return undefined;
    },
  };

  /** The answer that a 304 stands for; its own headers are newer (RFC 9111 §4.3.4). */
  #recall(request: Request, response: Response): Response | undefined {
    const known = this.#conditional.get(request);
    if (known === undefined) return undefined;
    const headers = new Headers(known.headers);
    response.headers.forEach((value, name) => {
      headers.set(name, value);
    });
    this.#forget(request.url);
    this.#remember(request.url, { ...known, headers: [...headers] });
    return new Response(known.body, { status: 200, headers });
  }

  #remember(url: string, answer: Remembered): void {
    if (answer.body.length > this.#maxCharacters) return;
    this.#answers.set(url, answer);
    this.#characters += answer.body.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#characters <= this.#maxCharacters) return;
      this.#forget(oldest);
    }
  }

  #forget(url: string): void {
    this.#characters -= this.#answers.get(url)?.body.length ?? 0;
    this.#answers.delete(url);
  }
}

function isNotToBeKept(response: Response): boolean {
  return /\bno-store\b/i.test(response.headers.get('cache-control') ?? '');
}
