/** What the pages for people are written by. It is loaded for the first of them: who serves articles need not wait for it. */
export { writeChanges } from './changes.js';
export { writeGuide, writeGuideList } from './guides.js';
export { writeProblemList, writeProblemPage } from './problem-pages.js';
export { writeReference } from './reference.js';
