import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';

/** How much was taken by caller, as a list: a message is JSON. */
const Taken = Type.Array(Type.Tuple([Type.String(), Type.Number()]));

const Metric = Type.Object({
  name: Type.String(),
  help: Type.String(),
  type: Type.String(),
  aggregator: Type.String(),
  values: Type.Array(Type.Object({ labels: Type.Object({}) })),
});
const Metrics = Type.Array(Type.Unsafe<object>(Metric));

const message = <K extends string, T extends Record<string, TSchema>>(kind: K, members: T) =>
  Type.Object({ kind: Type.Literal(kind), ...members });

const FromWorker = Type.Union([
  message('serving', { address: Type.String() }),
  /** Why it cannot serve: the name of an exit code, and a sentence for a person. */
  message('failed', { exit: Type.String(), sentence: Type.String() }),
  message('taken', { taken: Taken }),
  message('measured', { metrics: Metrics }),
  /** It has answered all that it was asked. */
  message('drained', { metrics: Metrics }),
]);
export type FromWorker = Static<typeof FromWorker>;

const ToWorker = Type.Union([
  message('taken', { taken: Taken }),
  message('measure', {}),
  message('drain', { isReplaced: Type.Boolean() }),
]);
export type ToWorker = Static<typeof ToWorker>;

/** A reader of messages of one way. What it does not know is of another release, whose code a reload has started: undefined. */
function readerOf<T extends TSchema>(schema: T): (sent: unknown) => Static<T> | undefined {
  const compiled = TypeCompiler.Compile(schema);
  return (sent) => (compiled.Check(sent) ? sent : undefined);
}

export const readFromWorker = readerOf(FromWorker);
export const readToWorker = readerOf(ToWorker);
