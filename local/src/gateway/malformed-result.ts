import type { GatewayResponseType } from "./gateway-response";

/** A function's result that is no proxy response: why, and what API Gateway answers instead. */
export class MalformedResult extends Error {
    constructor(
        message: string,
        readonly answer: GatewayResponseType = "INTEGRATION_FAILURE",
    ) {
        super(message);
    }
}
