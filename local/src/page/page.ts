// What is known of each exchange, for those who show it.
export { type Exchange, initDurationOf, type LoggedLine, type ReportRecord, type Why, whyOf } from "./exchange";
