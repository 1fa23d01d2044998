// Has Node.js ask `typescript-hooks.mjs` for what it imports; see .taprc.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
