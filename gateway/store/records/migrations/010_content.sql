-- What anybody may know: services, and cards with short texts. Public data, in clear. Lists and texts by language are JSON.
-- `position`: the row's place in the file.
CREATE TABLE services_public (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, needs TEXT NOT NULL, areas TEXT NOT NULL,
  languages TEXT NOT NULL, who TEXT NOT NULL, hours TEXT NOT NULL, zone TEXT NOT NULL, cost TEXT NOT NULL, phone TEXT NOT NULL,
  place TEXT NOT NULL, note TEXT NOT NULL, closed TEXT NOT NULL, verified BIGINT NOT NULL, verified_by TEXT NOT NULL
);
-- What only staff may know of a service: never read by what publishes.
CREATE TABLE services_private (
  id TEXT PRIMARY KEY REFERENCES services_public (id), details_sealed TEXT NOT NULL
);
CREATE TABLE cards (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, stage TEXT NOT NULL, place TEXT NOT NULL,
  origin TEXT NOT NULL, sector TEXT NOT NULL, label TEXT NOT NULL, text TEXT NOT NULL, reviewed BIGINT NOT NULL,
  review_by BIGINT NOT NULL, source TEXT NOT NULL
);

-- How often something was asked for and was not there (`what`: service, card), or was there and is another's to give
-- (`what`: handed_on). Counts by day only: of the person there is nothing.
CREATE TABLE gaps (
  what TEXT NOT NULL, need TEXT NOT NULL, place TEXT NOT NULL, language TEXT NOT NULL, day TEXT NOT NULL, asked BIGINT NOT NULL,
  PRIMARY KEY (what, need, place, language, day)
);
-- Inquiries that were counted already, for some days: the stream may bring one twice.
CREATE TABLE gaps_counted (
  id TEXT PRIMARY KEY, day TEXT NOT NULL
);
