// One case: the conversation in order, and what may be done now.
import { useEffect, useRef } from "preact/hooks";
import { useAct } from "../act";
import { CallBox } from "../parts/call_box";
import { CloseBox } from "../parts/close_box";
import { Connection } from "../parts/connection";
import { Conversation } from "../parts/conversation";
import { DispositionBox } from "../parts/disposition_box";
import { Reasons, Referrals, Summary, Timeline } from "../parts/facts";
import { DueClock, PriorityBadge, Tag } from "../parts/marks";
import { Notice } from "../parts/notice";
import { ReplyBox } from "../parts/reply_box";
import { usePoll, type Polled } from "../poll";
import { queueHref } from "../route";
import { errorText, label, texts } from "../texts";
import type { CasePage } from "../types";

export function CaseScreen({ id, onEnded }: { id: string; onEnded: () => void }) {
  const polled = usePoll<CasePage>(`/api/cases/${id}`, 5000);
  const ended = polled.error?.status === 401;
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  const back = <p class="back"><a href={queueHref}>← {texts.caseView.back}</a></p>;

  if (!polled.value) {
    return (
      <>
        {back}
        {polled.error?.code === "not_found"
          ? <Notice kind="bad">{errorText("not_found")}</Notice>
          : polled.error ? <Connection polled={polled} /> : <p class="quiet" role="status">{texts.caseView.loading}</p>}
      </>
    );
  }
  return (
    <>
      {back}
      <Connection polled={polled} />
      <CaseBody page={polled.value} polled={polled} onEnded={onEnded} />
    </>
  );
}

function CaseBody({ page, polled, onEnded }: { page: CasePage; polled: Polled<CasePage>; onEnded: () => void }) {
  const item = page.case;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    document.title = `${texts.caseView.title(item.reference)} · ${texts.product}`;
  }, [item.reference]);
  const act = useAct(item.id, item.revision, (error) => (error?.status === 401 ? onEnded() : polled.refresh()));
  const closed = item.status === "closed" || item.status === "non_case";

  return (
    <>
      <div class="line casehead">
        <h1 ref={title} tabIndex={-1}>{texts.caseView.title(item.reference)}</h1>
        <PriorityBadge priority={item.priority} />
        <Tag>{label(texts.status, item.status)}</Tag>
        {!closed && <DueClock createdAt={item.created_at} dueAt={item.due_at} />}
        <span class="grow" />
        {page.allowed.claim && (
          <button class="main" aria-disabled={act.busy} onClick={() => !act.busy && void act.run("claim", {})}>
            {texts.claim.button}
          </button>
        )}
      </div>
      {act.last?.on === "claim" && <Notice kind={act.last.kind}>{act.last.words}</Notice>}
      {act.last?.on === "close" && page.allowed.close.length === 0 && <Notice kind={act.last.kind}>{act.last.words}</Notice>}
      <div class="columns">
        <div class="stack">
          <Conversation lines={page.conversation} />
          <CallBox key={item.id} id={item.id} allowed={page.allowed.number} wish={page.allowed.call} />
          <ReplyBox allowed={page.allowed.reply.allowed} why={page.allowed.reply.why} act={act} />
          <DispositionBox now={item.disposition} kinds={page.allowed.dispositions} act={act} />
          <CloseBox codes={page.allowed.close} act={act} />
        </div>
        <div class="stack">
          <Summary page={page} />
          <Reasons page={page} />
          <Referrals page={page} />
          <Timeline page={page} />
        </div>
      </div>
    </>
  );
}
