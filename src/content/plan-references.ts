import { type Fault, resourceFault } from './faults.js';
import type { Judged } from './plan.js';

/** Nothing may refer to what will not be there, and an answer belongs to the one question that lists it. */
export function checkReferences(judged: Judged, faults: Fault[]): void {
  checkDrafted(judged, faults);
  checkWithdrawn(judged, faults);
}

function checkDrafted({ live, drafted, withdrawn, stays }: Judged, faults: Fault[]): void {
  for (const [key, resource] of drafted) {
    for (const { role, type, id } of resource.references) {
      // What a question has through its answers is reported of the answer.
      if (type === null || (resource.type === 'question' && (role === 'author' || role === 'exercise'))) continue;
      const target = `${type}/${id}`;
      if (target === key) faults.push(resourceFault(key, 'self-reference', `${key} refers to itself as \`${role}\`.`));
      else if (!stays(target)) {
        const why = withdrawn.has(target)
          ? 'is withdrawn by this publish'
          : live.resources.has(target)
            ? 'was withdrawn'
            : 'does not exist';
        faults.push(
          resourceFault(key, 'missing-reference', `The ${role} ${target} ${why}: publish it too, or refer to another.`),
        );
      }
    }
    if (resource.type !== 'answer') continue;
    const before = live.resources.get(key);
    const owner = before?.digest === null ? undefined : before?.references.find(({ role }) => role === 'question')?.id;
    if (owner === undefined || drafted.has(`question/${owner}`) || withdrawn.has(`question/${owner}`)) continue;
    if (resource.references.some(({ role, id }) => role === 'question' && id === owner)) continue;
    faults.push(
      resourceFault(
        key,
        'answer-moved',
        `${key} belongs to question/${owner}, which is not in this source: publish that question without it, together with this.`,
      ),
    );
  }
}

function checkWithdrawn({ live, drafted, withdrawn, stays }: Judged, faults: Fault[]): void {
  for (const [key, { type, replacedBy }] of withdrawn) {
    if (replacedBy !== null && replacedBy.type !== type) {
      const detail = `${replacedBy.type}/${replacedBy.id} cannot replace ${key}: name another ${type}.`;
      faults.push(resourceFault(key, 'replacement-of-another-type', detail));
    } else if (replacedBy !== null && !stays(`${replacedBy.type}/${replacedBy.id}`)) {
      faults.push(
        resourceFault(
          key,
          'replacement-not-live',
          `${replacedBy.type}/${replacedBy.id} is to replace ${key}, but will not be live: name one that is.`,
        ),
      );
    }
    const referrers = (live.referrers.get(key) ?? []).map(({ type, id }) => `${type}/${id}`);
    // A drafted referrer is reported where it refers.
    const left = [...new Set(referrers)]
      .filter((referrer) => !drafted.has(referrer) && !withdrawn.has(referrer))
      .sort();
    if (left.length === 0) continue;
    const shown = left.slice(0, 10).join(', ');
    const more = left.length > 10 ? ` and ${left.length - 10} more` : '';
    faults.push(
      resourceFault(
        key,
        'still-referred-to',
        `${key} cannot be withdrawn: ${shown}${more} still refer${left.length === 1 ? 's' : ''} to it. Publish ${left.length === 1 ? 'that' : 'those'} without it, or withdraw ${left.length === 1 ? 'it' : 'them'} first.`,
      ),
    );
  }
}
