-- The worker's look at what was lost goes through the open offers a part at a time.
CREATE INDEX referrals_offered ON referrals (id) WHERE status = 'offered';
