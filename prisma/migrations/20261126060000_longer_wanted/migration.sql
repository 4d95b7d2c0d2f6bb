-- Whether a Grant's access token lasts for as long as is asked, of which four fifths of its life are the most: of a token
-- that lives for an hour a worker may ask for 45 minutes. It was half, so that more than 30 minutes were never given.
CREATE OR REPLACE FUNCTION "token_lasts"(g grants, wanted_seconds INTEGER) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT COALESCE(g.access_token_expires_at > now() AND g.access_token_expires_at - now() >= LEAST(
    make_interval(secs => wanted_seconds), GREATEST(g.access_token_expires_at - g.issued_at, interval '0') * 0.8), false)
$$;
