import type { ReplicaStatus } from 'second-opinion/client';
import { el, toDate } from './elements.js';
import type { Progress } from './schedule.js';

export function buildNotice(...words: readonly (Node | string)[]): HTMLElement {
  return el('p', { class: 'notice', role: 'alert' }, ...words);
}

/** What concerns all of the copy: it was out of touch for too long, or something in it was recalled. */
export function buildCopyNotices({ expired, confirmedAt, recalled }: ReplicaStatus): HTMLElement[] {
  const notices: HTMLElement[] = [];
  if (expired && confirmedAt !== null) {
    const when = `It was last confirmed on ${toDate(confirmedAt)}.`;
    notices.push(
      buildNotice(
        el('strong', {}, 'This copy is too old to rely on.'),
        ` ${when} Connect to the internet to update it.`,
      ),
    );
  }
  if (recalled.length > 0) {
    notices.push(buildNotice(el('strong', {}, 'Advice was recalled for safety.'), ' It is no longer shown here.'));
  }
  return notices;
}

/** One line about how the copy stands. */
export function writeStatus({ revision, confirmedAt }: ReplicaStatus, progress: Progress): string {
  if (progress === 'checking') return 'Checking for updates…';
  if (progress === 'failed') return 'This device could not keep what came. Free some space and try again.';
  const since = confirmedAt === null ? 'There is no copy yet.' : `Copy of ${toMoment(confirmedAt)}.`;
  if (progress === 'complete') return `Up to date: revision ${revision}.`;
  return progress === 'offline' ? `No connection. ${since}` : `The service cannot answer now. ${since}`;
}

const toMoment = (moment: Date) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(moment);
