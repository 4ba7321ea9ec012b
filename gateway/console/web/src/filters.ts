// Which cases of the queue are shown. The server's order (priority, then clock) is kept.
import type { CaseSummary, Priority } from "./types";

export interface Filters {
  priorities: ReadonlySet<Priority>;  // empty: all
  status: string;                     // empty: any
  mine: boolean;
}

export const noFilters: Filters = { priorities: new Set(), status: "", mine: false };

export function isFiltering(filters: Filters): boolean {
  return filters.priorities.size > 0 || filters.status !== "" || filters.mine;
}

export function applyFilters(cases: CaseSummary[], filters: Filters, me: string): CaseSummary[] {
  return cases.filter(
    (c) =>
      (filters.priorities.size === 0 || filters.priorities.has(c.priority)) &&
      (filters.status === "" || c.status === filters.status) &&
      (!filters.mine || c.assigned_to === me),
  );
}

export function togglePriority(filters: Filters, priority: Priority): Filters {
  const priorities = new Set(filters.priorities);
  if (!priorities.delete(priority)) priorities.add(priority);
  return { ...filters, priorities };
}
