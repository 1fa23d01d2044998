import t from 'tap';
import { topic } from '../store/draft.js';
import { act, basis } from './actions.js';
import { History } from './history.js';
import { Host } from './host.js';

t.test('who names no revision is never told that it is gone, although another process prunes at once', async (t) => {
  for (const path of ['/v1', '/v1/recalls', '/v1/questions', '/v1/topics/t1', '/v1/revisions/latest', '/v1/sync']) {
    const host = await Host.open();
    const history = new History();
    const publish = (name: string) =>
      act(host, history, { do: 'publish', resources: [topic('t1', { name })], reinstate: false, elsewhere: true });
    await act(host, history, { do: 'publish', resources: basis, reinstate: false, elsewhere: false });
    await publish('Knees');
    await act(host, history, { do: 'prune', keep: 1, elsewhere: true });
    t.equal((await host.get(path)).status, 200, path);
    t.same(host.faults, []);
    await host.close();
  }
});
