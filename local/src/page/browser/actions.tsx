import { useEffect, useState } from "preact/hooks";
import { curlOf } from "../curl";
import type { Detail, Sent } from "../messages";
import { mochaTest } from "../mocha-test";
import { EditForm } from "./edit-form";
import { model, openWhenListed, say } from "./model";
import { replay } from "./server";

/** What can be done with a request. */
export function Actions({ detail }: { detail: Detail }) {
    const [edited, setEdited] = useState(false);
    const [text, setText] = useState<{ title: string; text: string } | undefined>();
    const again = () => replay(detail.id).then(follow, (error) => say(error.message));
    const copy = async (title: string, copied: string) => {
        // Where the clipboard is not to be had, the text is there to be copied by hand.
        setText({ title, text: copied });
        await navigator.clipboard
            .writeText(copied)
            .catch(() => say("Copy the text by hand; the browser does not let the page"));
    };
    useEffect(() => {
        const onKey = (event: KeyboardEvent) => {
            const typing = event.target instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
            if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
            if (event.key === "r") again();
            if (event.key === "e") {
                event.preventDefault();
                setEdited(true);
            }
        };
        addEventListener("keydown", onKey);
        return () => removeEventListener("keydown", onKey);
    }, [detail.id]);
    return (
        <>
            <div class="actions">
                <button type="button" onClick={again} title="r">
                    Replay
                </button>
                <button type="button" onClick={() => setEdited(!edited)} aria-expanded={edited} title="e">
                    Edit and send
                </button>
                <button type="button" onClick={() => copy("curl", curlOf(detail, originOf(detail.port)))}>
                    Copy as curl
                </button>
                <button type="button" disabled={!detail.event} onClick={() => download(detail)}>
                    Save event
                </button>
                <button
                    type="button"
                    disabled={!detail.event}
                    onClick={() =>
                        copy("a test for mocha", mochaTest(detail, model.served.handlers[detail.functionName ?? ""]))
                    }
                >
                    Make it a test
                </button>
            </div>
            {edited && <EditForm detail={detail} />}
            {text && (
                <div class="copied">
                    <p class="none">
                        Copied as {text.title}
                        <button type="button" onClick={() => setText(undefined)} aria-label="Close">
                            ×
                        </button>
                    </p>
                    <pre>{text.text}</pre>
                </div>
            )}
        </>
    );
}

function originOf(port: number): string {
    const base = model.served.routes.find((route) => route.port === port)?.base ?? `http://127.0.0.1:${port}`;
    return new URL(base).origin;
}

/** Goes to what became of a request that was sent. */
export function follow(sent: Sent): void {
    if ("refused" in sent) say(sent.refused);
    else if (sent.requestId === undefined) say(`Answered with ${sent.status}; it stands first in the list`);
    else openWhenListed(sent.requestId);
}

function download({ event = "", requestId }: Detail): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([event], { type: "application/json" }));
    link.download = `event-${requestId.slice(0, 8)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    say(`Saved ${link.download}; npm start -- --event ${link.download} invokes the function with it`);
}
