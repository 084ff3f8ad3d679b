// What can be undone: snapshots of a picture, as pure functions on {past, now, future}.
const DEEPEST = 100;

export const begin = (now) => ({ past: [], now, future: [] });

// After a change; what was undone before it is gone.
export const change = ({ past, now }, next) => ({ past: [...past, now].slice(-DEEPEST), now: next, future: [] });

export const undo = (history) =>
  history.past.length ? { past: history.past.slice(0, -1), now: history.past.at(-1), future: [history.now, ...history.future] } : history;

export const redo = (history) =>
  history.future.length ? { past: [...history.past, history.now], now: history.future[0], future: history.future.slice(1) } : history;
