import { decide } from '../../src/content/plan.js';
import type { Draft, Horizon, Revision, Store } from '../../src/store/store.js';
import { Model } from '../store/model.js';

export type State = ReturnType<Model['at']>;

/** What a service can be asked for. */
export interface View {
  readonly model: Model;
  /** Below it revisions may have been pruned. */
  readonly floor: number;
  /** One more with every backup that was put back. */
  readonly era: number;
}

/** What was published, and what became of it: the truth that copies are held against. */
export class History implements View {
  /** Of the database as it is. */
  model = new Model();
  floor = 0;
  era = 0;
  /** Every state that ever was the latest, as it was then: by revision and set digest, lost ones too. */
  readonly #states = new Map<string, State>([[nameOf(0, EMPTY), this.model.at(0)]]);
  readonly #backups = new Map<string, { readonly model: Model; readonly floor: number }>();

  /** A store that tells this history what is published through it. */
  watch(store: Store): Store {
    return {
      ...store,
      publish: async (draft, judge, options) => {
        const before = await store.refresh();
        const made = await store.publish(draft, judge, options);
        if (made.revision.revision > before.revision) this.follow(draft, made.revision);
        return made;
      },
    };
  }

  follow(draft: Draft, revision: Revision): void {
    this.model.apply(draft, revision);
    this.#states.set(nameOf(revision.revision, revision.setDigest), this.model.at(revision.revision));
  }

  backUp(name: string): void {
    this.#backups.set(name, { model: copyOf(this.model), floor: this.floor });
  }

  /** Whether there was such a backup. */
  hasBackup(name: string): boolean {
    return this.#backups.has(name);
  }

  restore(name: string): void {
    const backup = this.#backups.get(name);
    if (backup === undefined) throw new Error(`There is no backup ${name}.`);
    this.model = copyOf(backup.model);
    this.floor = backup.floor;
    this.era += 1;
  }

  get latest(): number {
    return this.model.revisions.length - 1;
  }

  setDigest(revision: number): string | undefined {
    return setDigestOf(this, revision);
  }

  /** The history as a service sees it that has not heard yet of what another process pruned or recalled, and gives what it kept. */
  asKnown({ floor, erased }: Horizon, revision: number): View {
    const model = copyOf(this.model);
    model.states[revision] = this.findState(revision, this.setDigest(revision) ?? '') ?? model.at(revision);
    model.erased = erased;
    return { model, floor, era: this.era };
  }

  /** What was live at a revision that had this set digest, in this history or in a lost one. */
  findState(revision: number, setDigest: string): State | undefined {
    return this.#states.get(nameOf(revision, setDigest));
  }
}

/** Publishes a draft if the rules allow it. */
export async function publishDraft(store: Store, draft: Draft, reinstated: ReadonlySet<string>): Promise<void> {
  await store.publish(draft, decide(draft, { reinstated }), { dryRun: false });
}

export function setDigestOf({ model }: View, revision: number): string | undefined {
  return revision === 0 ? EMPTY : model.revisions[revision]?.setDigest;
}

const EMPTY = `sum256-${'0'.repeat(64)}`;

const nameOf = (revision: number, setDigest: string) => `${revision} ${setDigest}`;

function copyOf(model: Model): Model {
  const copy = new Model();
  copy.states.splice(0, 1, ...model.states);
  copy.revisions.splice(0, 1, ...model.revisions);
  copy.erased = model.erased;
  return copy;
}
