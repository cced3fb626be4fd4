import { main } from "./runtime";
import { startNodejs22 } from "./runtime-22";

main(startNodejs22);
