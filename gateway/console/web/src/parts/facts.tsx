// The side of a case: what is known, why it has its priority, who was asked, what happened.
import { label, languageName, texts, timeText } from "../texts";
import type { CasePage } from "../types";
import type { ComponentChildren } from "preact";
import { Age, DueClock, Tag } from "./marks";
import { Words } from "./words";

export function Summary({ page }: { page: CasePage }) {
  const item = page.case;
  const view = texts.caseView;
  return (
    <section class="card" aria-labelledby="summary">
      <h2 id="summary">{view.summary}</h2>
      <dl class="facts">
        <Fact name={view.due}>{item.status === "closed" ? label({}, item.closure_code) : <DueClock createdAt={item.created_at} dueAt={item.due_at} />}</Fact>
        <Fact name={view.age}>{timeText(item.created_at)} (<Age since={item.created_at} />)</Fact>
        <Fact name={view.about}>{label(texts.about, item.about)}</Fact>
        <Fact name={view.consent}>{label(texts.consent, item.consent)}</Fact>
        <Fact name={view.language}>{languageName(item.language)}</Fact>
        <Fact name={view.channel}>{label(texts.medium, item.medium)} · {item.channel}</Fact>
        <Fact name={view.place}>
          {item.place ? <Words text={item.place} /> : view.unknown}
          {item.place_code && <Tag>{item.place_code}</Tag>}
        </Fact>
        {answersOf(page).map(([name, value]) => <Fact key={name} name={label(view.answers, name)}>{value}</Fact>)}
        <Fact name={view.disposition}>{label(texts.dispositions, item.disposition)}</Fact>
        <Fact name={view.assigned}>{item.assigned_to || texts.queue.nobody}</Fact>
        <Fact name={view.indicators}>
          {item.indicators.length === 0 ? view.noIndicators : (
            <span class="tags">{item.indicators.map((i) => <Tag key={i}>{i}</Tag>)}</span>
          )}
        </Fact>
      </dl>
      <p class="tags">
        {item.child && <Tag strong>{texts.queue.child}</Tag>}
        {item.wants_callback && <Tag strong>{texts.queue.callback}</Tag>}
        {item.needs_person && <Tag strong>{texts.queue.needsPerson}</Tag>}
      </p>
    </section>
  );
}

// Of several tips the newest that says it.
export function answersOf(page: Pick<CasePage, "tips">): [string, string][] {
  const all = new Map<string, string>();
  for (const tip of page.tips) for (const { name, value } of tip.answers) all.set(name, value);
  return [...all];
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function Reasons({ page }: { page: CasePage }) {
  const view = texts.caseView;
  return (
    <section class="card" aria-labelledby="reasons">
      <h2 id="reasons">{view.reasons}</h2>
      {page.reasons.length === 0 && <p class="quiet">{view.noReasons}</p>}
      <ul class="plainlist">
        {page.reasons.map((reason, i) => (
          <li key={i} class="reason">
            <div class="line">
              <b>{label({}, reason.rule)}</b>
              <span class="grow" />
              <span class="quiet">{view.points(reason.points)}</span>
            </div>
            <Words text={reason.evidence ?? ""} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Referrals({ page }: { page: CasePage }) {
  const view = texts.caseView;
  return (
    <section class="card" aria-labelledby="referrals">
      <h2 id="referrals">{view.referrals}</h2>
      {page.referrals.length === 0 && <p class="quiet">{view.noReferrals}</p>}
      <ul class="plainlist">
        {page.referrals.map((r) => (
          <li key={r.id} class="reason">
            <div class="line">
              <b>{r.organisation}</b>
              <span class="grow" />
              <Tag strong={r.status === "accepted"}>{label(texts.referralStatus, r.status)}</Tag>
            </div>
            <p class="quiet">
              {view.offered(r.attempt)} {timeText(r.offered_at)}
              {r.alert_state && ` · ${view.alert(label(texts.delivery, r.alert_state))}`}
            </p>
            {r.status === "offered" && r.due_at && (
              <p>{view.answerBy}: <DueClock createdAt={r.offered_at} dueAt={r.due_at} /></p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Timeline({ page }: { page: CasePage }) {
  const view = texts.caseView;
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">{view.timeline}</h2>
      <ol class="timeline">
        {page.timeline.map((entry, i) => (
          <li key={i}>
            <time dateTime={entry.at} class="quiet">{timeText(entry.at)}</time>
            <span>
              {label(texts.actions, entry.action)}
              {entry.detail && <span class="quiet"> {entry.detail}</span>}
              <span class="quiet"> · {entry.actor}</span>
            </span>
          </li>
        ))}
      </ol>
      {page.seen_by.length > 0 && (
        <p class="quiet">{view.seenBy}: {page.seen_by.map((r) => `${r.name} ${timeText(r.at)}`).join(" · ")}</p>
      )}
    </section>
  );
}
