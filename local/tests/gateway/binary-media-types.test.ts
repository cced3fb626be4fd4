import assert from "node:assert/strict";
import { isBinary } from "../../src/gateway/binary-media-types";

/** For each header whether it is binary by the API's types. */
function binary(binaryMediaTypes: string[], headers: Record<string, boolean>): void {
    const given = Object.keys(headers).map((header) => [header, isBinary(binaryMediaTypes, header)]);
    assert.deepEqual(Object.fromEntries(given), headers);
}

describe("binary media types", () => {
    it("match nothing without an entry (B1)", () => {
        binary([], { "image/png": false, "*/*": false, "": false });
        assert.equal(isBinary([], undefined), false);
    });

    it("match by the whole name, without regard to case (B2)", () => {
        const entries = ["image/png", "Image/JPEG", "*/test"];
        binary(entries, {
            "image/png": true,
            "IMAGE/PNG": true,
            "image/jpeg": true,
            "image/pn": false,
            "image/png2": false,
        });
        binary(entries, {
            "image/jpg": false,
            "image/*": false,
            "*/test": false,
            "random/test": false,
            "*/*": false,
            "": false,
        });
        assert.equal(isBinary(entries, undefined), false);
    });

    it("match by kind where an entry ends in a wildcard, and by that wildcard itself (B5)", () => {
        const entries = ["image/png", "application/*"];
        binary(entries, {
            "application/whatever": true,
            "application/*": true,
            application: false,
            "xapplication/a": false,
        });
        binary(["APPLICATION/*"], { "application/json": true });
    });

    it("match everything, also no header, where an entry is two wildcards (B8, B9)", () => {
        binary(["a/b", "*/*"], { "image/png": true, "*/*": true, "": true, x: true });
        assert.equal(isBinary(["*/*"], undefined), true);
    });

    it("match the first item alone, without its parameters (B3, B10, B14)", () => {
        binary(["image/png"], {
            "image/png,image/*,*/*;q=0.8": true,
            "image/webp,image/png,*/*;q=0.8": false,
            "image/png;q=0.8": true,
            " image/png ; a=b , x/y": true,
            "text/plain;image/png": false,
        });
    });
});
