/** A request, and for a framework without a server of its own, the answer that its documentation promises. */
export interface FrameworkRequest {
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array;
    wanted?: Wanted;
}

export interface Wanted {
    status: number;
    /** As it is, or what it holds. */
    body?: string | RegExp;
    headers?: Record<string, string>;
    /** Each stands in the function's log. */
    logs?: RegExp[];
}

/** What every web framework here is asked. */
export const webRequests: FrameworkRequest[] = [
    { method: "GET", path: "/items/42?tag=a&tag=b&q=%C3%A4%20x%2By" },
    { method: "GET", path: "/items/%C3%A4%20b" },
    { method: "HEAD", path: "/items/42" },
    { method: "POST", path: "/items", headers: { "Content-Type": "application/json" }, body: '{"name":"λ €"}' },
    {
        ...{ method: "POST", path: "/form", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
        body: "a=1&b=x+y",
    },
    {
        ...{ method: "POST", path: "/bytes", headers: { "Content-Type": "application/octet-stream" } },
        body: Uint8Array.from({ length: 256 }, (_, index) => 255 - index),
    },
    { method: "GET", path: "/cookies" },
    { method: "GET", path: "/redirect" },
    { method: "GET", path: "/image", headers: { Accept: "image/png" } },
    { method: "GET", path: "/error" },
    { method: "GET", path: "/none" },
    { method: "DELETE", path: "/items/42" },
];
