// Lambda: functions, their execution environments, and the runtime inside them. Knows nothing of HTTP. How an event gets to
// a handler: docs/environments.md.
export { createFunction, type FunctionOptions, type FunctionVersion, type LocalFunction } from "./function";
export type { InvocationRequest } from "./invocation";
export type { LogRecord, Print } from "./log-record";
export { printable, printableLines } from "./printable";
export { type ReadableLine, readLine } from "./readable-line";
export { type Reaper, startReaper } from "./reaper";
export { unloggedError } from "./report";
export type { ResponseReceiver } from "./response-receiver";
export { writeRuntimes } from "./runtime-bundle";
export { createTaskRoots, type TaskRoots } from "./task-root";
export { writeTogether } from "./write-together";
