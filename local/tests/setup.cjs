// Types are checked once by `npm run check`; here ts-node only transpiles, which is five times faster.
require("ts-node").register({ transpileOnly: true });
