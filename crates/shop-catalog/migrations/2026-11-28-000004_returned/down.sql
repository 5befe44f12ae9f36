ALTER TABLE reservations DROP CONSTRAINT reservations_status_check;
-- The older version knows one word for stock that its owner gave back.
UPDATE reservations SET status = 'released' WHERE status = 'returned';
ALTER TABLE reservations ADD CONSTRAINT reservations_status_check
    CHECK (status IN ('active', 'confirmed', 'released', 'expired'));
