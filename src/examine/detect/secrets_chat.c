/*
 * secrets_chat.c - chat, voice and social networks: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

/* Three digits in base64. */
#define DISCORD_USER "[MNO][DTjz][AEIMQUYcgk][w-z0-5]"

const struct pattern secrets_chat[] = {
    KEYED("discord-client-secret", "Discord client secret", "discord.com/developers/docs",
          "discord[0-9A-Za-z_. -]{0,12}secret", "[0-9A-Za-z_-]{32}", proof_keyed),
    SECRET(
        "discord-token", "Discord bot token", "discord.com/developers/docs",
        "(?i:discord)[^\\n]{0,40}[MNO][0-9A-Za-z_-]{23,25}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27}",
        "(?i:discord)[^\\n]{0,40}" ALONE
        "([MNO][0-9A-Za-z_-]{23,25}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27,38})" ENDS,
        proof_random),
    SECRET("discord-token", "Discord bot token, by the number of its user",
           "discord.com/developers/docs/reference",
           "(?:(?i:token)|\\.login\\(|\\.run\\()[^0-9A-Za-z_-]{0,6}" DISCORD_USER
           "[0-9A-Za-z_-]{19,23}"
           "\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27}",
           "(?:(?i:token)|\\.login\\(|\\.run\\()[^0-9A-Za-z_-]{0,6}" ALONE "(" DISCORD_USER
           "[0-9A-Za-z_-]{19,23}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27,38})" ENDS,
           proof_discord),
    SECRET("discord-webhook", "Discord webhook", "discord.com/developers/docs/resources/webhook",
           "/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60}",
           "https://(?:[a-z]+\\.)?discord(?:app)?\\.com/api/webhooks/[0-9]{17,20}/"
           "([0-9A-Za-z_-]{60,72})" ENDS,
           proof_random),
    KEYED("facebook-app-secret", "Facebook app secret",
          "developers.facebook.com/docs/facebook-login",
          "(?:facebook|fb_app|fb)[0-9A-Za-z_. -]{0,12}secret", "[0-9a-f]{32}", proof_keyed),
    LONGER("facebook-token", "Facebook or WhatsApp access token",
           "developers.facebook.com/docs/facebook-login", "EAA[0-9A-Za-z]{80}",
           "EAA[0-9A-Za-z]{80,300}", proof_mixed),
    SECRET("google-chat-webhook", "Google Chat webhook", "developers.google.com/workspace/chat",
           "chat\\.googleapis\\.com/v1/spaces/[0-9A-Za-z_-]{8,16}/messages\\?key=",
           "chat\\.googleapis\\.com/v1/spaces/[0-9A-Za-z_-]{8,16}/"
           "messages\\?key=[0-9A-Za-z_-]{39}&token=([0-9A-Za-z_%-]{40,60})",
           proof_random),
    LONGER("instagram-token", "Instagram access token", "developers.facebook.com/docs/instagram",
           "IGQ[0-9A-Za-z_-]{100}", "IGQ[0-9A-Za-z_-]{100,250}", proof_mixed),
    KEYED("line-token", "LINE channel secret", "developers.line.biz", "line_?channel_?secret",
          "[0-9a-f]{32}", proof_keyed),
    KEYED("linkedin-secret", "LinkedIn client secret", "learn.microsoft.com/linkedin", "linkedin",
          "WPL_AP1\\.[0-9A-Za-z]{16}\\.[0-9A-Za-z+/]{6}==", proof_keyed),
    KEYED("linkedin-secret-old", "LinkedIn client secret of the old form",
          "learn.microsoft.com/linkedin", "linkedin[0-9A-Za-z_. -]{0,12}secret", "[0-9A-Za-z]{16}",
          proof_keyed),
    KEYED("mattermost-token", "Mattermost token", "developers.mattermost.com", "mattermost",
          "[0-9a-z]{26}", proof_keyed),
    SECRET("microsoft-teams-webhook", "Microsoft Teams webhook",
           "learn.microsoft.com/microsoftteams", "webhook\\.office\\.com/webhookb2/",
           "webhook\\.office\\.com/webhookb2/" UUID "@" UUID "/IncomingWebhook/([0-9a-f]{32}/" UUID
           ")",
           proof_random),
    KEYED("reddit-secret", "Reddit client secret", "github.com/reddit-archive/reddit/wiki/OAuth2",
          "reddit[0-9A-Za-z_. -]{0,12}secret", "[0-9A-Za-z_-]{27}", proof_keyed),
    KEYED("rocketchat-token", "Rocket.Chat token", "developer.rocket.chat", "rocket_?chat",
          "[0-9A-Za-z_-]{43}", proof_keyed),
    LONGER("slack-app-token", "Slack app-level token", "docs.slack.dev/authentication/tokens",
           "xapp-[0-9]-[0-9A-Z]{9,12}-[0-9]{10,13}-[0-9a-f]{64}",
           "xapp-[0-9]-[0-9A-Z]{9,12}-[0-9]{10,13}-[0-9a-f]{64}", proof_random),
    LONGER("slack-config-token", "Slack configuration token",
           "docs.slack.dev/authentication/tokens", "xoxe(?:\\.xox[bp])?-[0-9]-[0-9A-Za-z]{140}",
           "xoxe(?:\\.xox[bp])?-[0-9]-[0-9A-Za-z]{140,200}", proof_random),
    LONGER("slack-token", "Slack token", "docs.slack.dev/authentication/tokens",
           "xox[abeoprs]-[0-9]{10,13}-[0-9A-Za-z-]{20}",
           "xox[abeoprs]-[0-9]{10,13}-[0-9A-Za-z-]{20,120}", proof_random),
    SECRET("slack-webhook", "Slack webhook", "docs.slack.dev/messaging",
           "hooks\\.slack\\.com/services/T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/[0-9A-Za-z]{24}",
           "https://hooks\\.slack\\.com/services/(T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/"
           "[0-9A-Za-z]{24})" ENDS,
           proof_random),
    SECRET("slack-workflow-webhook", "Slack workflow webhook", "docs.slack.dev",
           "hooks\\.slack\\.com/(?:workflows|triggers)/[0-9A-Z]{9,12}/",
           "https://hooks\\.slack\\.com/(?:workflows|triggers)/([0-9A-Z]{9,12}/(?:[0-9A-Z]{9,12}/"
           ")?[0-9]{12,20}/[0-9A-Za-z]{24,32})" ENDS,
           proof_random),
    LONGER("telegram-token", "Telegram bot token", "core.telegram.org/bots/api",
           ":AA[0-9A-Za-z_-]{33}", "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}", proof_random),
    KEYED("twitch-secret", "Twitch client secret", "dev.twitch.tv/docs", "twitch", "[0-9a-z]{30}",
          proof_keyed),
    KEYED("twitter-access-secret", "X (Twitter) access token secret", "docs.x.com",
          "twitter[0-9A-Za-z_. -]{0,16}secret", "[0-9A-Za-z]{45}", proof_keyed),
    KEYED("twitter-bearer-token", "X (Twitter) bearer token", "docs.x.com", "(?:twitter|x)_?bearer",
          "A{18}[0-9A-Za-z%]{62,110}", proof_keyed),
    KEYED("twitter-secret", "X (Twitter) API secret", "docs.x.com",
          "(?:twitter|x_api)[0-9A-Za-z_. -]{0,16}secret", "[0-9A-Za-z]{50}", proof_keyed),
    KEYED("webex-token", "Webex bot token", "developer.webex.com", "webex",
          "[0-9A-Za-z_-]{64}_[0-9A-Za-z]{4}_" UUID, proof_keyed),
    KEYED("zoom-secret", "Zoom client secret", "developers.zoom.us",
          "zoom[0-9A-Za-z_. -]{0,12}secret", "[0-9A-Za-z]{32}", proof_keyed),
    KEYED("zulip-key", "Zulip API key", "zulip.com/api", "zulip", "[0-9A-Za-z]{32}", proof_keyed),
};
const size_t secrets_chat_count = ARRAY_LEN(secrets_chat);
