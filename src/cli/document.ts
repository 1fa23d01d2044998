import { buildApp } from '../app.js';
import { readConfig } from '../config.js';
import { buildLogger } from '../http/logger.js';
import { toYaml } from '../openapi/yaml.js';
import { buildDocument, printDocument } from '../openapi.js';
import { withEmptyStore } from './with-store.js';

/** The OpenAPI document of the app, which needs a store to be built with but not one that holds anything. */
export function documentText(yaml: boolean): Promise<string> {
  return withEmptyStore(async (store) => {
    const app = buildApp({ store, config: readConfig({}), logger: buildLogger({ logLevel: 'silent' }) });
    try {
      await app.ready();
      const document = await buildDocument(app);
      return yaml ? toYaml(document) : printDocument(document);
    } finally {
      await app.close();
    }
  });
}
