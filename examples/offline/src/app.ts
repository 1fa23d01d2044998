import { IndexedDbStore, MemoryStore, Replica, type ReplicaStore } from 'second-opinion/client';
import { readAddress, writeAddress } from './address.js';
import { buildArticle } from './article-view.js';
import { el } from './elements.js';
import { buildList } from './list-view.js';
import { buildCopyNotices, writeStatus } from './notices.js';
import { keepInStep, type Progress } from './schedule.js';
import { readView, type View } from './view.js';
import { WatchedStore } from './watched-store.js';

/** Where the service is: put in when the page is built. */
declare const SERVICE_URL: string;

const PAGE = 20;

const main = getElement('main', HTMLElement);
const notices = getElement('notices', HTMLElement);
const status = getElement('status', HTMLElement);
const search = getElement('search', HTMLInputElement);

const store = new WatchedStore(await openStore(), () => void render());
const replica = new Replica({ baseUrl: SERVICE_URL, store });

let progress: Progress = 'checking';
let limit = PAGE;
let shown: View | undefined;
let renders = 0;

const check = keepInStep(replica, (next) => {
  progress = next;
  void render();
});
getElement('check', HTMLButtonElement).addEventListener('click', check);
window.addEventListener('hashchange', () => void open());
search.addEventListener('input', () => {
  const text = search.value;
  const address = writeAddress(text.trim() === '' ? { name: 'list' } : { name: 'search', text });
  const isSearching = readAddress(location.hash).name !== 'article';
  history[isSearching ? 'replaceState' : 'pushState'](null, '', address);
  limit = PAGE;
  void render();
});
search.form?.addEventListener('submit', (event) => event.preventDefault());
await open();
// Without one the page needs a network to open; the copy is there all the same.
await navigator.serviceWorker?.register('./service-worker.js').catch(() => undefined);

/** Without IndexedDB, as in some private windows, there is a copy for as long as the page is open. */
async function openStore(): Promise<ReplicaStore> {
  return IndexedDbStore.open(window).catch(() => new MemoryStore());
}

/** Goes to the address: the heading gets the focus, as it does when a page is loaded. */
async function open(): Promise<void> {
  const address = readAddress(location.hash);
  const isFirst = shown === undefined;
  if (document.activeElement !== search) search.value = address.name === 'search' ? address.text : '';
  limit = PAGE;
  await render();
  if (isFirst) return;
  window.scrollTo(0, 0);
  main.querySelector('h1')?.focus({ preventScroll: true });
}

/** Brings the screen in line with the copy. What is as it was stays, with the reader's focus and place in it. */
async function render(): Promise<void> {
  const turn = ++renders;
  const address = readAddress(location.hash);
  const [state, view] = await Promise.all([replica.state(), readView(replica, address, limit, shown)]);
  if (turn !== renders) return;
  const line = writeStatus(state, progress);
  if (status.textContent !== line) status.textContent = line;
  const told = buildCopyNotices(state);
  if (notices.textContent !== told.map((notice) => notice.textContent).join('')) notices.replaceChildren(...told);
  if (JSON.stringify(view) === JSON.stringify(shown)) return;
  const hadFocus = main.contains(document.activeElement);
  shown = view;
  main.replaceChildren(build(view));
  document.title = `${main.querySelector('h1')?.textContent ?? ''} – Second Opinion`;
  if (hadFocus) main.querySelector('h1')?.focus({ preventScroll: true });
}

function build(view: View): HTMLElement {
  if (view.name === 'article') return buildArticle(view);
  if (view.name === 'list') return buildList(view, showMore);
  const [title, text] =
    view.name === 'empty'
      ? ['No copy yet', 'The articles are fetched as soon as the service can be reached.']
      : ['Not here', 'There is no such article in this copy. It may have been withdrawn.'];
  return el('div', {}, el('h1', { tabindex: '-1' }, title), el('p', {}, text));
}

function showMore(): void {
  limit += PAGE;
  void render();
}

function getElement<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}.`);
  return element;
}
