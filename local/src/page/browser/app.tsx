import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { GraphView } from "./graph";
import { bases, model, say, useModel, watch } from "./model";
import { RequestsView } from "./requests";
import { RoutesView } from "./routes";

const views = { requests: "Requests", routes: "Routes", graph: "Graph" };

function App() {
    const { connected, notice } = useModel();
    const [hash, setHash] = useState(location.hash);
    useEffect(() => {
        const follow = () => {
            setHash(location.hash);
            if (model.notice !== "") say("");
        };
        addEventListener("hashchange", follow);
        return () => removeEventListener("hashchange", follow);
    }, []);
    const [, view = "requests", id] = hash.split("/");
    return (
        <>
            <header>
                <nav>
                    {Object.entries(views).map(([name, title]) => (
                        <a key={name} href={`#/${name}`} aria-current={view === name ? "page" : undefined}>
                            {title}
                        </a>
                    ))}
                </nav>
                <span class="base">{bases().join(", ")}</span>
                <span class={connected ? "live" : "lost"} role="status">
                    {connected ? "live" : "not connected: is npm start running, and this its address?"}
                </span>
            </header>
            <p class="notice" role="alert" hidden={notice === ""}>
                {notice}
            </p>
            {view === "routes" ? (
                <RoutesView />
            ) : view === "graph" ? (
                <GraphView />
            ) : (
                <RequestsView selected={id === undefined ? undefined : Number(id)} />
            )}
        </>
    );
}

const root = document.getElementById("app");
if (root) render(<App />, root);
watch();
