// API Gateway: a request of a client becomes an answer, by way of a function where a method has one.
export { type Deployed, deployedApi } from "./deployed";
export type { RequestObserver, RequestRecord } from "./request-record";
export { createLocalServer } from "./server";
export { createTraceIds } from "./trace-id";
