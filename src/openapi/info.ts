import { version } from '../package.js';

const description = `Expert health answers as data: one question, several experts who may disagree, the exercises they recommend, and the
disclaimer that must be shown with all of it.

**Disclaimers.** Whatever carries words of an answer carries its disclaimer in the same body. Show it, whole and unchanged, wherever you show them.

**Attribution.** \`attribution.kind\` says who answers. An \`anonymous\` answer has no author: show it so, and do not credit a neighbour.

**Revisions.** Publishing is atomic and makes a new revision: 1, 2, 3, … Every answer says in \`Content-Revision\` which one it was read at;
\`?revision=N\` reads at that one, and what it gives never changes. The pages of a list are all read at the revision of the first.

**Names.** A resource is read by its slug. A former slug, or the id, is answered with a 308 to the current address. What was withdrawn
is answered with a 410 that says why.

**Anchors.** Recommendations and seek-care advice rest on the very words of the answer. To show them, count Unicode code points (not
UTF-16 units) of \`body.text\`.

**Copies.** \`/v1/sync\` gives what changed since a position, deletions included, and what the copy must add up to. \`/v1/recalls\` lists what
must be hidden at once.

**Caching.** Send the \`ETag\` back as \`If-None-Match\` and you get a 304 while your copy is current.

**Keys.** A partner's key goes into \`Authorization: Bearer so_live_…\`, and never into an address. It buys a larger quota; the content is the same.

**Limits.** Whoever asks for more than the limits allow gets a 429 with \`Retry-After\`; \`/v1/quota\` says what is left. What is answered with a 304,
or is ready here, costs nothing.

**Growth.** Within \`/v1\` members, parameters and operations are only added: ignore what you do not know.

**Problems.** Every error is a problem of RFC 9457: \`type\` tells kinds apart, \`errors\` names each parameter at fault.`;

export const info = {
  title: 'Second Opinion',
  version,
  summary: 'Expert health answers, the exercises they recommend, and the disclaimer that never leaves them.',
  // One line a paragraph: the breaks above are for the reader of this file.
  description: description.replace(/(?<=\S)\n(?=\S)/g, ' '),
  contact: { name: 'Second Opinion contributors', url: 'https://second-opinion.dev' },
  license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
};

export const tags = [
  { name: 'Answers', description: 'Answers on their own.' },
  { name: 'Authors', description: 'The experts, and what they answer.' },
  { name: 'Disclaimers', description: 'The texts that must be shown with the content.' },
  { name: 'Exercises', description: 'Exercises, and where they are recommended.' },
  { name: 'Questions', description: 'Questions and all that their answers say.' },
  { name: 'Search', description: 'Finding questions by their words.' },
  { name: 'Service', description: 'What is here, which revision is the latest, and the service itself.' },
  { name: 'Sync', description: 'Keeping a copy of the content on a device, and hiding what was recalled.' },
  { name: 'Topics', description: 'Topics, and their questions.' },
];
