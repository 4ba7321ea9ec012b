// The page's places, kept in the hash so that no case id reaches a server log or a Referer.
export type Place = { screen: "queue" } | { screen: "case"; id: string };

export function parsePlace(hash: string): Place {
  const found = /^#\/case\/([0-9A-Za-z]{1,64})$/.exec(hash);
  return found?.[1] ? { screen: "case", id: found[1] } : { screen: "queue" };
}

export function caseHref(id: string): string {
  return `#/case/${id}`;
}

export const queueHref = "#/queue";
