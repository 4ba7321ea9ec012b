// The work list: most urgent first, then by clock. Shows no words of people.
import { useEffect, useRef, useState } from "preact/hooks";
import { applyFilters, isFiltering, noFilters, togglePriority, type Filters } from "../filters";
import { Connection } from "../parts/connection";
import { Age, DueClock, PriorityBadge, Tag } from "../parts/marks";
import { usePoll } from "../poll";
import { caseHref } from "../route";
import { label, languageName, texts } from "../texts";
import type { CaseSummary, Priority, Queue } from "../types";

const kPriorities: Priority[] = ["P0", "P1", "P2", "P3", "P4"];

export function QueueScreen({ me, onEnded }: { me: string; onEnded: () => void }) {
  const polled = usePoll<Queue>("/api/queue", 3000);
  const [filters, setFilters] = useState(noFilters);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    document.title = `${texts.queue.title} · ${texts.product}`;
  }, []);
  const ended = polled.error?.status === 401;
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);

  const all = polled.value?.cases ?? [];
  const shown = applyFilters(all, filters, me);
  return (
    <>
      <div class="line">
        <h1 ref={title} tabIndex={-1}>{texts.queue.title}</h1>
        {polled.value && <span class="quiet">{texts.queue.shown(shown.length, all.length)}</span>}
      </div>
      <Arrivals cases={all} loaded={polled.value !== undefined} />
      <Connection polled={polled} />
      <FilterBar filters={filters} statuses={[...new Set(all.map((c) => c.status))].sort()} onChange={setFilters} />
      {!polled.value ? (
        <p class="quiet" role="status">{polled.error ? "" : texts.queue.loading}</p>
      ) : shown.length === 0 ? (
        <p class="card empty">{isFiltering(filters) ? texts.queue.emptyFiltered : texts.queue.empty}</p>
      ) : (
        <QueueTable cases={shown} me={me} />
      )}
    </>
  );
}

// Speaks only when cases come in, not on every poll.
function Arrivals({ cases, loaded }: { cases: CaseSummary[]; loaded: boolean }) {
  const known = useRef<Set<string>>();
  const [words, setWords] = useState("");
  useEffect(() => {
    if (!loaded) return;
    const ids = new Set(cases.map((c) => c.id));
    const fresh = known.current ? [...ids].filter((id) => !known.current?.has(id)).length : 0;
    known.current = ids;
    if (fresh > 0) setWords(texts.queue.arrived(fresh));
  }, [cases, loaded]);
  return <p class="unseen" aria-live="polite">{words}</p>;
}

function FilterBar({ filters, statuses, onChange }: { filters: Filters; statuses: string[]; onChange: (f: Filters) => void }) {
  return (
    <div class="filters" role="group" aria-label={texts.queue.filters}>
      {kPriorities.map((p) => (
        <button key={p} class="toggle" aria-pressed={filters.priorities.has(p)} onClick={() => onChange(togglePriority(filters, p))}>
          {p} {label(texts.priority, p)}
        </button>
      ))}
      <label class="inline">
        <span class="unseen">{texts.queue.status}</span>
        <select value={filters.status} onChange={(e) => onChange({ ...filters, status: e.currentTarget.value })}>
          <option value="">{texts.queue.anyStatus}</option>
          {statuses.map((s) => <option key={s} value={s}>{label(texts.status, s)}</option>)}
        </select>
      </label>
      <button class="toggle" aria-pressed={filters.mine} onClick={() => onChange({ ...filters, mine: !filters.mine })}>
        {texts.queue.mine}
      </button>
      {isFiltering(filters) && <button class="plain" onClick={() => onChange(noFilters)}>{texts.queue.clear}</button>}
    </div>
  );
}

function QueueTable({ cases, me }: { cases: CaseSummary[]; me: string }) {
  const columns = texts.queue.columns;
  return (
    <table class="queue card">
      <thead>
        <tr>
          {Object.entries(columns).map(([key, words]) => <th key={key} scope="col">{words}</th>)}
        </tr>
      </thead>
      <tbody>
        {cases.map((c) => <QueueRow key={c.id} item={c} me={me} />)}
      </tbody>
    </table>
  );
}

function QueueRow({ item, me }: { item: CaseSummary; me: string }) {
  const columns = texts.queue.columns;
  const open = () => {
    location.hash = caseHref(item.id);
  };
  return (
    <tr class={`row ${item.priority.toLowerCase()}`} onClick={open}>
      <td data-label={columns.priority}><PriorityBadge priority={item.priority} /></td>
      <th scope="row" data-label={columns.reference}>
        <a href={caseHref(item.id)} onClick={(e) => e.stopPropagation()}>{item.reference}</a>
      </th>
      <td data-label={columns.due}><DueClock createdAt={item.created_at} dueAt={item.due_at} /></td>
      <td data-label={columns.age}><Age since={item.created_at} /></td>
      <td data-label={columns.status}>{label(texts.status, item.status)}</td>
      <td data-label={columns.contact}>
        {label(texts.medium, item.medium)} <span class="quiet">{item.channel}</span>
        <br />
        {languageName(item.language)}
      </td>
      <td data-label={columns.why} class="why">
        <div class="tags">
          {item.child && <Tag strong>{texts.queue.child}</Tag>}
          {item.wants_callback && <Tag strong>{texts.queue.callback}</Tag>}
          {item.needs_person && <Tag strong>{texts.queue.needsPerson}</Tag>}
          {item.indicators.map((i) => <Tag key={i}>{i}</Tag>)}
        </div>
        <div class="quiet">{item.reasons.map((r) => label({}, r.rule)).join(" · ")}</div>
      </td>
      <td data-label={columns.assigned}>
        {item.assigned_to === "" ? <span class="quiet">{texts.queue.nobody}</span> : item.assigned_to === me ? texts.queue.me : item.assigned_to}
      </td>
    </tr>
  );
}
