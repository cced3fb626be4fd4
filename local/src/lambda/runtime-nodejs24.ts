import { main } from "./runtime";
import { startNodejs24 } from "./runtime-24";

main(startNodejs24);
