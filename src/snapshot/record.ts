import { Ajv2020 } from 'ajv/dist/2020.js';
import { SnapshotRecord } from '../schemas/snapshot.js';

/** Whether a value is the record of a snapshot. */
export const isSnapshotRecord = new Ajv2020({
  strict: false,
  validateFormats: false,
  meta: false,
  validateSchema: false,
}).compile<SnapshotRecord>(SnapshotRecord);
