import type { Test } from 'tap';
import { decide, keyOf } from '../../src/content/plan.js';
import { prune } from '../../src/content/prune.js';
import type { Resource, ResourceKey, WithdrawalReason } from '../../src/schemas/resource.js';
import { draftOf } from '../store/draft.js';
import { Host } from '../sync/host.js';

/** The real service on a database of its own, and a way to it on which anything can happen. */
export class Service {
  /** The paths asked for. */
  readonly asked: string[] = [];
  pageSize = 1000;
  /** Takes the next answer, or lets it be: what goes wrong on the way. */
  onAnswer: (path: string, answer: Response) => Response | Promise<Response> = (_, answer) => answer;
  readonly #host: Host;

  private constructor(host: Host) {
    this.#host = host;
  }

  static async open(t: Test): Promise<Service> {
    const host = await Host.open();
    t.teardown(async () => {
      await host.close();
      const [fault] = host.faults;
      if (fault !== undefined) throw new Error(fault);
    });
    return new Service(host);
  }

  /** Publishes a revision, and makes a backup of it. */
  async publish(
    resources: readonly Resource[],
    withdrawn: readonly (ResourceKey & { reason: WithdrawalReason })[] = [],
  ): Promise<number> {
    const withdrawals = withdrawn.map((one) => ({ ...one, replacedBy: null }));
    const draft = draftOf(resources, { withdrawals });
    const judge = decide(draft, { reinstated: new Set(resources.map(keyOf)) });
    const { revision } = await this.#host.store.publish(draft, judge, { dryRun: false });
    await this.#host.backUp(String(revision.revision));
    return revision.revision;
  }

  /** Puts the backup of a revision back. */
  restore(revision: number): Promise<void> {
    return this.#host.restore(String(revision));
  }

  /** Lets no revision but the latest be read any more. */
  async prune(): Promise<void> {
    await prune(this.#host.store, { days: 0, revisions: 1 });
  }

  /** What is live, as `type/id=digest`. */
  async live(): Promise<string[]> {
    const { store } = this.#host;
    const versions = await store.listLive(store.latest().revision, undefined, 10_000);
    return versions.map((version) => `${keyOf(version)}=${version.digest}`).sort();
  }

  /** What the service answers to a path, whatever becomes of it for a device. */
  get(path: string): Promise<Response> {
    return this.#host.get(path);
  }

  readonly fetch = async (url: string): Promise<Response> => {
    const path = url.slice(url.indexOf('/v1'));
    this.asked.push(path);
    const isPage = path.startsWith('/v1/sync');
    const limit = isPage ? `${path.includes('?') ? '&' : '?'}limit=${this.pageSize}` : '';
    return this.onAnswer(path, await this.#host.get(path + limit));
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const type = `https://second-opinion.dev/problems/${code}`;
  return json(status, { type, title: code, status, detail: code, instance: 'urn:uuid:0' }, headers);
}
