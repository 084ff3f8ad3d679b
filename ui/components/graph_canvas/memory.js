// What this browser remembers of each scene: kept when a page is left, and over a reload.
const MOST = 30;
const name = (key) => `policysignal.scenes.${key}`;

function scenes(key) {
  try {
    const found = JSON.parse(localStorage.getItem(name(key)) ?? '[]');
    return Array.isArray(found) ? found : [];
  } catch {
    return []; // a browser that keeps nothing, or something that is not ours
  }
}

export const load = (key, scene) => scenes(key).find((one) => one.scene === scene)?.state ?? null;

// The latest scene first; the oldest are forgotten.
export function store(key, scene, state) {
  const rest = scenes(key).filter((one) => one.scene !== scene);
  try {
    localStorage.setItem(name(key), JSON.stringify([{ scene, state }, ...rest].slice(0, MOST)));
  } catch {
    // full or forbidden: the picture is laid out anew next time
  }
}
