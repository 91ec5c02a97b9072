/*
 * test_secrets.c - one text that hits each kind of secret, and one that just misses it.
 *
 * The texts are made here, by a generator that always gives the same: none was ever issued, and
 * this file holds none. In a row
 *     {a20}  20 letters and digits      {l20}  of them no capitals    {u20}  no small letters
 *     {A20}  letters                    {d20}  digits                 {t20}  of base 32
 *     {x20}  {X20} digits of hex        {b20}  {B20} of base 64 for URLs, of base 64
 *     {g}    a UUID                     {{     a brace
 *     {j:"k":1}  an object of JSON in base 64     {p:text}  text in base 64
 *     {h:feed}   bytes in hex
 *     {crc62} {crc16} {crchex} {gitlab} {age} {pypi}      what the issuers' check sums ask for
 */

#include "base/codec.h"
#include "examine/detect/patterns.h"

#include "watch.h"

static struct watched watched;

struct row {
    const char *class_name; /* without "secret." */
    const char *hit, *miss;
    const char *confidence;
};

static const struct row rows[] = {
    {"alibaba-access-key-id", "t = LTAI{a20}", "t = LTAI{a19}", "high"},
    {"alibaba-secret-key", "ALIYUN_ACCESS_KEY_SECRET={a30}", "ALIYUN_ACCESS_KEY_SECRET={a29}",
     "high"},
    {"aws-access-key-id", "AKIA{t16}", "AKIA{t15}", "high"},
    {"aws-appsync-key", "t = da2-{l26}", "t = da2-{l25}", "high"},
    {"aws-bedrock-key", "t = ABSKQmVkcm9ja0FQSUtleS{a96}", "t = ABSKQmVkcm9ja0FQSUtleS{a89}",
     "high"},
    {"aws-bedrock-key", "t = bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{a120}==",
     "t = bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{a99}", "high"},
    {"aws-marketplace-token", "t = amzn.mws.{g}", "t = amzn.mws.{x8}-{x4}", "high"},
    {"aws-secret-key", "aws_secret_access_key = {B40}", "aws_secret_access_key = {B39}", "high"},
    {"aws-session-token", "AWS_SESSION_TOKEN={B100}", "AWS_SESSION_TOKEN={B99}", "high"},
    {"azure-ad-client-secret-old", "AZURE_CLIENT_SECRET={a34}", "AZURE_CLIENT_SECRET={a33}",
     "high"},
    {"azure-client-secret", "t = {a3}8Q~{a31}", "t = {a3}8Q~{a30}", "high"},
    {"azure-container-registry-key", "t = {B42}+ACR{a6}", "t = {B42}+ACR{a5}", "high"},
    {"azure-cosmos-key", "t = {B76}ACDb{B5}A==", "t = {B75}ACDb{B5}A==", "high"},
    {"azure-devops-token", "t = {a76}AZDO{a4}", "t = {a75}AZDO{a4}", "high"},
    {"azure-devops-token-old", "AZURE_DEVOPS_PAT={l52}", "AZURE_DEVOPS_PAT={l51}", "high"},
    {"azure-function-key", "t = {b44}AzFu{b5}A==", "t = {b44}AzFu{b4}A==", "high"},
    {"azure-sas", "https://x.blob.core.test/c?sv=2023-11-03&sig={a42}A%3D",
     "https://x.blob.core.test/c?sv=2023-11-03&sig={a41}", "high"},
    {"azure-search-key", "t = {a42}AzSeA{a5}", "t = {a42}AzSeA{a4}", "high"},
    {"azure-service-key", "t = {a52}JQQJ99{a1}B{a24}", "t = {a52}JQQJ99{a1}B{a23}", "high"},
    {"azure-shared-access-key", "SharedAccessKeyName=root;SharedAccessKey={B42}w=",
     "SharedAccessKeyName=root;SharedAccessKey={B41}w=", "high"},
    {"azure-storage-key",
     "AccountName=x;AccountKey={B85}w==", "AccountName=x;AccountKey={B84}w==", "high"},
    {"backblaze-key", "B2_APPLICATION_KEY: K005{a27}", "B2_APPLICATION_KEY: K005{a26}", "high"},
    {"baidu-cloud-key", "t = bce-v3/ALTAK-{a21}/{x40}", "t = bce-v3/ALTAK-{a21}/{x39}", "high"},
    {"cloudflare-api-token", "t = cfut_{a40}{crc16}", "t = cfut_{a39}{crc16}", "high"},
    {"cloudflare-api-token", "t = cfat_{a40}{crc16}", "t = cfat_{a40}{x7}", "high"},
    {"cloudflare-api-token", "t = cfat_{a40}{x8}", "t = cfat_{a40}{x7}", "medium"},
    {"cloudflare-api-token", "CLOUDFLARE_API_TOKEN={b40}", "CLOUDFLARE_API_TOKEN={b39}", "high"},
    {"cloudflare-global-key", "t = cfk_{a40}{crc16}", "t = cfk_{a39}{crc16}", "high"},
    {"cloudflare-global-key", "CF_API_KEY={x37}", "CF_API_KEY={x36}", "high"},
    {"cloudflare-origin-key", "t = v1.0-{x24}-{x146}", "t = v1.0-{x24}-{x145}", "high"},
    {"cloudinary-url", "cloudinary://{d15}:{b27}@acme", "cloudinary://{d15}:{b26}@acme", "high"},
    {"deno-token", "t = ddp_{a36}", "t = ddp_{a35}", "high"},
    {"digitalocean-spaces-key", "SPACES_SECRET_KEY={B43}", "SPACES_SECRET_KEY={B42}", "high"},
    {"digitalocean-token", "t = doo_v1_{x64}", "t = doo_v1_{x63}", "high"},
    {"exoscale-key", "EXOSCALE_API_SECRET={b43}", "EXOSCALE_API_SECRET={b42}", "high"},
    {"fastly-token", "FASTLY_API_TOKEN={b32}", "FASTLY_API_TOKEN={b31}", "high"},
    {"flyio-macaroon", "t = fm2_lJPEC{B90}", "t = fm2_lJPEC{B89}", "high"},
    {"flyio-token", "t = fo1_{b43}", "t = fo1_{b42}", "high"},
    {"gcp-service-account", "\"private_key_id\": \"{x40}\"", "\"private_key_id\": \"{x39}\"",
     "high"},
    {"google-api-key", "t = AIza{b35}", "t = AIza{b34}", "high"},
    {"google-api-key", "t = AQ.Ab8RN6{b43}Q", "t = AQ.Ab8RN6{b42}Q", "high"},
    {"google-oauth-access-token", "t = ya29.{b60}", "t = ya29.{b59}", "high"},
    {"google-oauth-client-secret", "t = GOCSPX-{b28}", "t = GOCSPX-{b27}", "high"},
    {"google-oauth-refresh-token", "t = 1//0c{b60}", "t = 1//0c{b59}", "high"},
    {"google-storage-hmac-id", "t = GOOG1E{u55}", "t = GOOG1E{u54}", "high"},
    {"heroku-key", "HEROKU_API_KEY={g}", "HEROKU_API_KEY={x8}-{x4}", "high"},
    {"heroku-token", "t = HRKU-{b36}", "t = HRKU-{b35}", "high"},
    {"hetzner-token", "HCLOUD_TOKEN={a64}", "HCLOUD_TOKEN={a63}", "high"},
    {"ibm-cloud-key", "IBMCLOUD_API_KEY={b44}", "IBMCLOUD_API_KEY={b43}", "high"},
    {"linode-token", "LINODE_TOKEN={x64}", "LINODE_TOKEN={x63}", "high"},
    {"netlify-token", "t = nfp_{a36}", "t = nfp_{a35}", "high"},
    {"netlify-token-old", "NETLIFY_AUTH_TOKEN={b43}", "NETLIFY_AUTH_TOKEN={b42}", "high"},
    {"openstack-password", "OS_PASSWORD={a12}", "OS_PASSWORD={a7}", "high"},
    {"ovh-key", "OVH_APPLICATION_SECRET={x32}", "OVH_APPLICATION_SECRET={x31}", "high"},
    {"railway-token", "RAILWAY_TOKEN={g}", "RAILWAY_TOKEN={x8}-{x4}", "high"},
    {"render-key", "t = rnd_{a28}", "t = rnd_{a27}", "high"},
    {"scaleway-access-key", "t = SCW{u17}", "t = SCW{u16}", "high"},
    {"scaleway-secret-key", "SCW_SECRET_KEY={g}", "SCW_SECRET_KEY={x8}-{x4}", "high"},
    {"tencent-secret-id", "t = AKID{a32}", "t = AKID{a31}", "high"},
    {"tencent-secret-key", "TENCENTCLOUD_SECRET_KEY={a32}", "TENCENTCLOUD_SECRET_KEY={a31}",
     "high"},
    {"vercel-token", "t = vcp_{a50}{crc62}", "t = vcp_{a49}{crc62}", "high"},
    {"vercel-token", "t = vck_{a50}{crc62}", "t = vcx_{a50}{crc62}", "high"},
    {"vercel-token", "VERCEL_TOKEN={a24}", "VERCEL_TOKEN={a23}", "high"},
    {"volcengine-key", "t = AKLT{a43}", "t = AKLT{a42}", "high"},
    {"vultr-key", "VULTR_API_KEY={u36}", "VULTR_API_KEY={u35}", "high"},
    {"yandex-api-key", "t = AQVN{b35}", "t = AQVN{b34}", "high"},
    {"yandex-static-key", "t = YCAJE{b20}", "t = YCAJE{b19}", "high"},
    {"atlassian-admin-token", "t = ATCTT3xFfG{b100}", "t = ATCTT3xFfG{b99}", "high"},
    {"atlassian-token", "t = ATATT3xFfGF0{b100}", "t = ATATT3xFfGF0{b99}", "high"},
    {"bitbucket-app-password", "t = ATBB{a32}", "t = ATBB{a31}", "high"},
    {"codacy-token", "CODACY_PROJECT_TOKEN={x32}", "CODACY_PROJECT_TOKEN={x31}", "high"},
    {"codeclimate-token", "CC_TEST_REPORTER_ID={x64}", "CC_TEST_REPORTER_ID={x63}", "medium"},
    {"codecov-token", "CODECOV_TOKEN={g}", "CODECOV_TOKEN={x8}-{x4}", "high"},
    {"coveralls-token", "COVERALLS_REPO_TOKEN={a32}", "COVERALLS_REPO_TOKEN={a31}", "high"},
    {"gitea-token", "GITEA_TOKEN={x40}", "GITEA_TOKEN={x39}", "high"},
    {"gitee-token", "GITEE_TOKEN={x32}", "GITEE_TOKEN={x31}", "high"},
    {"github-app-refresh-token", "t = ghr_{a76}", "t = ghr_{a75}", "high"},
    {"github-oauth-secret", "GITHUB_CLIENT_SECRET={x40}", "GITHUB_CLIENT_SECRET={x39}", "high"},
    {"github-token", "t = ghp_{a30}{crc62}", "t = ghp_{a35}", "high"},
    {"github-token", "t = github_pat_{a22}_{a59}", "t = github_pat_{a22}_{a58}", "high"},
    {"github-token",
     "t = ghs_{d7}_{j:\"alg\":\"RS256\",\"typ\":\"JWT\"}.{j:\"iss\":\"github\",\"a\":1}.{b86}",
     "t = ghs_{d7}_{j:\"alg\":\"RS256\",\"typ\":\"JWT\"}.{b39}", "high"},
    {"gitlab-agent-token", "t = glagent-{b50}", "t = glagent-{b49}", "high"},
    {"gitlab-ci-job-token", "t = glcbt-64_{b20}", "t = glcbt-64_{b19}", "high"},
    {"gitlab-deploy-token", "t = gldt-{b20}", "t = gldt-{b19}", "high"},
    {"gitlab-feature-flag-token", "t = glffct-{b20}", "t = glffct-{b19}", "high"},
    {"gitlab-feed-token", "t = glft-{b20}", "t = glft-{b19}", "high"},
    {"gitlab-mail-token", "t = glimt-{b25}", "t = glimt-{b24}", "high"},
    {"gitlab-oauth-secret", "t = gloas-{x64}", "t = gloas-{x63}", "high"},
    {"gitlab-runner-registration-token", "t = GR1348941{b20}", "t = GR1348941{b19}", "high"},
    {"gitlab-runner-token", "t = glrt-{b20}", "t = glrt-{b19}", "high"},
    {"gitlab-scim-token", "t = glsoat-{b20}", "t = glsoat-{b19}", "high"},
    {"gitlab-token", "t = glpat-{b40}{gitlab}", "t = glpat-{b19}", "high"},
    {"gitlab-trigger-token", "t = glptt-{x40}", "t = glptt-{x39}", "high"},
    {"gitlab-workspace-token", "t = glwt-{b20}", "t = glwt-{b19}", "high"},
    {"phabricator-token", "phabricator: api-{l28}", "phabricator: api-{l27}", "high"},
    {"semgrep-token", "SEMGREP_APP_TOKEN={x64}", "SEMGREP_APP_TOKEN={x63}", "high"},
    {"snyk-token", "t = snyk_uat.{x8}.eyJ{b60}.{b86}", "t = snyk_uat.{x7}.eyJ{b60}.{b86}", "high"},
    {"snyk-token", "SNYK_TOKEN={g}", "SNYK_TOKEN={x8}-{x4}", "high"},
    {"sonar-token", "t = sqa_{x40}", "t = sqa_{x39}", "high"},
    {"sonar-token-old", "SONAR_TOKEN={x40}", "SONAR_TOKEN={x39}", "high"},
    {"sourcegraph-token", "t = sgp_{x16}_{x40}", "t = sgp_{x16}_{x39}", "high"},
    {"appcenter-token", "APPCENTER_API_TOKEN={x40}", "APPCENTER_API_TOKEN={x39}", "high"},
    {"bitrise-token", "BITRISE_API_TOKEN={b86}", "BITRISE_API_TOKEN={b85}", "high"},
    {"browserstack-key", "BROWSERSTACK_ACCESS_KEY={a20}", "BROWSERSTACK_ACCESS_KEY={a19}", "high"},
    {"buddy-token", "BUDDY_TOKEN={g}", "BUDDY_TOKEN={x8}-{x4}", "high"},
    {"buildkite-token", "t = bkua_{x40}", "t = bkua_{x39}", "high"},
    {"chromatic-token", "t = chpt_{x15}", "t = chpt_{x14}", "high"},
    {"circleci-token", "t = CCIPAT_{a22}_{x40}", "t = CCIPAT_{a22}_{x39}", "high"},
    {"circleci-token-old", "CIRCLECI_TOKEN={x40}", "CIRCLECI_TOKEN={x39}", "high"},
    {"codefresh-token", "CODEFRESH_API_KEY={x24}.{x32}", "CODEFRESH_API_KEY={x24}.{x31}", "high"},
    {"cypress-record-key", "CYPRESS_RECORD_KEY={g}", "CYPRESS_RECORD_KEY={x8}-{x4}", "high"},
    {"doppler-token", "t = dp.pt.{a43}", "t = dp.pt.{a39}", "high"},
    {"drone-token", "DRONE_TOKEN={a32}", "DRONE_TOKEN={a31}", "high"},
    {"dynatrace-token", "t = dt0c01.{u24}.{u64}", "t = dt0c01.{u24}.{u63}", "high"},
    {"expo-token", "EXPO_TOKEN={b40}", "EXPO_TOKEN={b39}", "high"},
    {"harness-token", "t = pat.{b22}.{x24}.{a20}", "t = pat.{b22}.{x24}.{a19}", "high"},
    {"infisical-token", "t = st.{x24}.{x32}.{x32}", "t = st.{x24}.{x32}.{x31}", "high"},
    {"inngest-key", "t = signkey-prod-{x64}", "t = signkey-prod-{x63}", "high"},
    {"jenkins-token", "JENKINS_API_TOKEN=11{x32}", "JENKINS_API_TOKEN=11{x31}", "high"},
    {"ngrok-token", "NGROK_AUTHTOKEN={a27}_{a20}", "NGROK_AUTHTOKEN={a27}_{a19}", "high"},
    {"nomad-token", "CONSUL_HTTP_TOKEN={g}", "CONSUL_HTTP_TOKEN={x8}-{x4}", "high"},
    {"octopus-key", "t = API-{u26}", "t = API-{u25}", "high"},
    {"pulumi-token", "t = pul-{x40}", "t = pul-{x39}", "high"},
    {"rancher-token", "t = token-{l5}:{l54}", "t = token-{l5}:{l53}", "high"},
    {"saucelabs-key", "SAUCE_ACCESS_KEY={g}", "SAUCE_ACCESS_KEY={x8}-{x4}", "high"},
    {"tailscale-key", "t = tskey-auth-{a12}CNTRL-{a32}", "t = tskey-auth-{a12}CNTRL-{a19}", "high"},
    {"terraform-cloud-token", "t = {a14}.atlasv1.{a67}", "t = {a14}.atlasv1.{a59}", "high"},
    {"travis-token", "TRAVIS_TOKEN={b22}", "TRAVIS_TOKEN={b21}", "high"},
    {"trigger-dev-key", "t = tr_prod_{a20}", "t = tr_prod_{a19}", "high"},
    {"vault-batch-token", "t = hvb.{b201}", "t = hvb.{b137}", "high"},
    {"vault-token", "t = hvs.{b90}", "t = hvs.{b89}", "high"},
    {"vault-token", "t = hvs.{a24}", "t = hvs.{a23}", "high"},
    {"vault-token-old", "VAULT_TOKEN=s.{a24}", "VAULT_TOKEN=s.{a23}", "high"},
    {"discord-client-secret", "DISCORD_CLIENT_SECRET={b32}", "DISCORD_CLIENT_SECRET={b31}", "high"},
    {"discord-token", "DISCORD_TOKEN=M{a23}.{a6}.{a27}", "DISCORD_TOKEN=M{a23}.{a6}.{a26}", "high"},
    {"discord-token", "client.run('NDE3MjgzOTUwMTYyNzM4NDk1.{a6}.{a27}')",
     "client.run('NDE3MjgzOTUwMTYyNzM4NDkx{a2}.{a6}.{a27}')", "high"},
    {"discord-webhook", "https://discord.com/api/webhooks/{d18}/{b68}",
     "https://discord.com/api/webhooks/{d18}/{b59}", "high"},
    {"facebook-app-secret", "FACEBOOK_APP_SECRET={x32}", "FACEBOOK_APP_SECRET={x31}", "high"},
    {"facebook-token", "t = EAA{a80}", "t = EAA{a79}", "high"},
    {"google-chat-webhook",
     "https://chat.googleapis.com/v1/spaces/{a11}/messages?key={b39}&token={b43}",
     "https://chat.googleapis.com/v1/spaces/{a11}/messages?key={b38}", "high"},
    {"instagram-token", "t = IGQ{b100}", "t = IGQ{b99}", "high"},
    {"line-token", "LINE_CHANNEL_SECRET={x32}", "LINE_CHANNEL_SECRET={x31}", "high"},
    {"linkedin-secret", "LINKEDIN_CLIENT_SECRET=WPL_AP1.{a16}.{a6}==",
     "LINKEDIN_CLIENT_SECRET=WPL_AP1.{a15}.{a6}==", "high"},
    {"linkedin-secret-old", "LINKEDIN_CLIENT_SECRET={a16}", "LINKEDIN_CLIENT_SECRET={a15}", "high"},
    {"mattermost-token", "MATTERMOST_TOKEN={l26}", "MATTERMOST_TOKEN={l25}", "high"},
    {"microsoft-teams-webhook",
     "https://acme.webhook.office.com/webhookb2/{g}@{g}/IncomingWebhook/{x32}/{g}",
     "https://acme.webhook.office.com/webhookb2/{g}@{g}/IncomingWebhook/{x31}/{g}", "high"},
    {"reddit-secret", "REDDIT_CLIENT_SECRET={b27}", "REDDIT_CLIENT_SECRET={b26}", "high"},
    {"rocketchat-token", "ROCKETCHAT_TOKEN={b43}", "ROCKETCHAT_TOKEN={b42}", "high"},
    {"slack-app-token", "t = xapp-1-A{u10}-{d13}-{x64}", "t = xapp-1-A{u10}-{d13}-{x63}", "high"},
    {"slack-config-token", "t = xoxe-1-{a146}", "t = xoxe-1-{a139}", "high"},
    {"slack-token", "t = xoxb-{d12}-{a24}", "t = xoxb-{d12}-{a17}", "high"},
    {"slack-webhook", "https://hooks.slack.com/services/T{u10}/B{u10}/{a24}",
     "https://hooks.slack.com/services/T{u10}/B{u10}/{a23}", "high"},
    {"slack-workflow-webhook", "https://hooks.slack.com/triggers/T{u10}/{d13}/{x32}",
     "https://hooks.slack.com/triggers/T{u10}/{d13}/{x23}", "high"},
    {"telegram-token", "t = {d10}:AA{b33}", "t = {d10}:AA{b32}", "high"},
    {"twitch-secret", "TWITCH_CLIENT_SECRET={l30}", "TWITCH_CLIENT_SECRET={l29}", "high"},
    {"twitter-access-secret", "TWITTER_ACCESS_TOKEN_SECRET={a45}",
     "TWITTER_ACCESS_TOKEN_SECRET={a44}", "high"},
    {"twitter-bearer-token", "TWITTER_BEARER_TOKEN=AAAAAAAAAAAAAAAAAAAAA{a80}",
     "TWITTER_BEARER_TOKEN=AAAAAAAAAAAAAAAAAA{a40}", "high"},
    {"twitter-secret", "TWITTER_API_SECRET={a50}", "TWITTER_API_SECRET={a49}", "high"},
    {"webex-token", "WEBEX_TOKEN={b64}_{a4}_{g}", "WEBEX_TOKEN={b64}_{a3}_{g}", "high"},
    {"zoom-secret", "ZOOM_CLIENT_SECRET={a32}", "ZOOM_CLIENT_SECRET={a31}", "high"},
    {"zulip-key", "ZULIP_API_KEY={a32}", "ZULIP_API_KEY={a31}", "high"},
    {"adyen-key", "ADYEN_API_KEY=AQE{a60}-{a24}", "ADYEN_API_KEY=AQE{a49}", "high"},
    {"alpaca-key", "ALPACA_SECRET_KEY={a40}", "ALPACA_SECRET_KEY={a39}", "high"},
    {"binance-secret", "BINANCE_API_SECRET={a64}", "BINANCE_API_SECRET={a63}", "high"},
    {"braintree-token", "t = access_token$production${l16}${x32}",
     "t = access_token$production${l16}${x31}", "high"},
    {"checkout-key", "CHECKOUT_SECRET_KEY=sk_{l26}", "CHECKOUT_SECRET_KEY=sk_{l25}", "high"},
    {"coinbase-secret", "COINBASE_API_SECRET={b64}", "COINBASE_API_SECRET={b63}", "high"},
    {"duffel-token", "t = duffel_live_{b43}", "t = duffel_live_{b42}", "high"},
    {"easypost-key", "t = EZAK{a54}", "t = EZAK{a53}", "high"},
    {"finnhub-key", "FINNHUB_API_KEY={l20}", "FINNHUB_API_KEY={l19}", "high"},
    {"flutterwave-key", "t = FLWSECK-{x32}-X", "t = FLWSECK-{x31}-X", "high"},
    {"gocardless-token", "GOCARDLESS_ACCESS_TOKEN=live_{b40}", "GOCARDLESS_ACCESS_TOKEN=live_{b39}",
     "high"},
    {"kraken-secret", "KRAKEN_PRIVATE_KEY={B85}A==", "KRAKEN_PRIVATE_KEY={B84}A==", "high"},
    {"lob-key", "LOB_API_KEY=live_{x35}", "LOB_API_KEY=live_{x34}", "high"},
    {"mercadopago-token", "t = APP_USR-{d16}-{d6}-{x32}-{d9}", "t = APP_USR-{d16}-{d6}-{x31}-{d9}",
     "high"},
    {"mollie-key", "MOLLIE_API_KEY=live_{a30}", "MOLLIE_API_KEY=live_{a29}", "high"},
    {"paddle-key", "t = pdl_live_apikey_{l26}_{a22}_{a3}", "t = pdl_live_apikey_{l26}_{a22}_{a2}",
     "high"},
    {"paypal-secret", "PAYPAL_CLIENT_SECRET=E{b79}", "PAYPAL_CLIENT_SECRET=E{b78}", "high"},
    {"plaid-secret", "PLAID_SECRET={x30}", "PLAID_SECRET={x29}", "high"},
    {"plaid-token", "t = access-production-{g}", "t = access-production-{x8}-{x4}", "high"},
    {"polar-token", "t = polar_oat_{a37}{crc62}", "t = polar_oat_{a36}{crc62}", "high"},
    {"quickbooks-secret", "QUICKBOOKS_CLIENT_SECRET={a40}", "QUICKBOOKS_CLIENT_SECRET={a39}",
     "high"},
    {"razorpay-key-id", "t = rzp_live_{a14}", "t = rzp_live_{a13}", "high"},
    {"shippo-token", "t = shippo_live_{x40}", "t = shippo_live_{x39}", "high"},
    {"shopify-token", "t = shpat_{x32}", "t = shpat_{x31}", "high"},
    {"square-access-token", "t = EAAAl{b59}", "t = EAAAl{b58}", "high"},
    {"square-token", "t = sq0atp-{b22}", "t = sq0atp-{b21}", "high"},
    {"stripe-key", "t = sk_live_{a24}", "t = sk_live_{a23}", "high"},
    {"stripe-test-key", "t = sk_test_{a24}", "t = sk_test_{a23}", "medium"},
    {"stripe-webhook-secret", "t = whsec_{a32}", "t = whsec_{a31}", "high"},
    {"wise-token", "WISE_API_TOKEN={g}", "WISE_API_TOKEN={x8}-{x4}", "high"},
    {"xendit-key", "t = xnd_production_{a48}", "t = xnd_production_{a47}", "high"},
    {"activecampaign-key", "ACTIVECAMPAIGN_API_KEY={x72}", "ACTIVECAMPAIGN_API_KEY={x71}", "high"},
    {"brevo-key", "t = xkeysib-{x64}-{a16}", "t = xkeysib-{x64}-{a15}", "high"},
    {"brevo-smtp-key", "t = xsmtpsib-{x64}-{a16}", "t = xsmtpsib-{x64}-{a15}", "high"},
    {"courier-token", "t = pk_prod_{u28}", "t = pk_prod_{u27}", "high"},
    {"customerio-key", "CUSTOMERIO_API_KEY={x32}", "CUSTOMERIO_API_KEY={x31}", "high"},
    {"klaviyo-key", "t = pk_{x34}", "t = pk_{x33}", "high"},
    {"mailchimp-key", "t = {x32}-us14", "t = {x31}-us14", "high"},
    {"mailersend-token", "t = mlsn.{x64}", "t = mlsn.{x63}", "high"},
    {"mailgun-key", "mailgun: key-{x32}", "mailgun: key-{x31}", "high"},
    {"mailgun-private-key", "MAILGUN_API_KEY={x32}-{x8}-{x8}", "MAILGUN_API_KEY={x32}-{x8}-{x7}",
     "high"},
    {"mailjet-key", "MAILJET_SECRET_KEY={x32}", "MAILJET_SECRET_KEY={x31}", "high"},
    {"mandrill-key", "mandrill: md-{b22}", "mandrill: md-{b21}", "high"},
    {"messagebird-key", "MESSAGEBIRD_ACCESS_KEY={a25}", "MESSAGEBIRD_ACCESS_KEY={a24}", "high"},
    {"plivo-token", "PLIVO_AUTH_TOKEN={a40}", "PLIVO_AUTH_TOKEN={a39}", "high"},
    {"postmark-token", "POSTMARK_SERVER_TOKEN={g}", "POSTMARK_SERVER_TOKEN={x8}-{x4}", "high"},
    {"resend-key", "t = re_{a8}_{a24}", "t = re_{a8}_{a23}", "high"},
    {"sendgrid-key", "t = SG.{b22}.{b43}", "t = SG.{b22}.{b42}", "high"},
    {"sinch-token", "SINCH_API_TOKEN={x32}", "SINCH_API_TOKEN={x31}", "high"},
    {"sparkpost-key", "SPARKPOST_API_KEY={x40}", "SPARKPOST_API_KEY={x39}", "high"},
    {"twilio-auth-token", "TWILIO_AUTH_TOKEN={x32}", "TWILIO_AUTH_TOKEN={x31}", "high"},
    {"twilio-key", "TWILIO_API_KEY=SK{x32}", "TWILIO_API_KEY=SK{x31}", "high"},
    {"vonage-secret", "VONAGE_API_SECRET={a16}", "VONAGE_API_SECRET={a15}", "high"},
    {"airflow-fernet-key",
     "AIRFLOW__CORE__FERNET_KEY={b43}=", "AIRFLOW__CORE__FERNET_KEY={b42}=", "high"},
    {"anthropic-key", "t = sk-ant-api03-{b93}AA", "t = sk-ant-api03-{b31}", "high"},
    {"apify-token", "t = apify_api_{a36}", "t = apify_api_{a35}", "high"},
    {"assemblyai-key", "ASSEMBLYAI_API_KEY={x32}", "ASSEMBLYAI_API_KEY={x31}", "high"},
    {"brave-search-key", "BRAVE_API_KEY=BSA{a28}", "BRAVE_API_KEY=BSA{a27}", "high"},
    {"browserbase-key", "t = bb_live_{b27}", "t = bb_live_{b26}", "high"},
    {"cerebras-key", "t = csk-{l48}", "t = csk-{l47}", "high"},
    {"chroma-key", "CHROMA_API_KEY=ck-{a44}", "CHROMA_API_KEY=ck-{a43}", "high"},
    {"clarifai-key", "CLARIFAI_PAT={x32}", "CLARIFAI_PAT={x31}", "high"},
    {"clearml-secret", "CLEARML_API_SECRET_KEY={a50}", "CLEARML_API_SECRET_KEY={a49}", "high"},
    {"cohere-key", "COHERE_API_KEY={a40}", "COHERE_API_KEY={a39}", "high"},
    {"comet-key", "COMET_API_KEY={a25}", "COMET_API_KEY={a24}", "high"},
    {"confluent-secret", "t = cflt{B60}", "t = cflt{B59}", "high"},
    {"cursor-key", "t = crsr_{x64}", "t = crsr_{x63}", "high"},
    {"dashscope-key", "DASHSCOPE_API_KEY=sk-{x32}", "DASHSCOPE_API_KEY=sk-{x31}", "high"},
    {"databricks-oauth-secret", "t = dose{x32}", "t = dose{x31}", "high"},
    {"databricks-token", "t = dapi{x32}", "t = dapi{x31}", "high"},
    {"dbt-token", "t = dbtu_{b43}", "t = dbtu_{b39}", "high"},
    {"deepgram-key", "DEEPGRAM_API_KEY={x40}", "DEEPGRAM_API_KEY={x39}", "high"},
    {"deepl-key", "DEEPL_AUTH_KEY={g}:fx", "DEEPL_AUTH_KEY={x8}-{x4}:fx", "high"},
    {"deepseek-key", "DEEPSEEK_API_KEY=sk-{x32}", "DEEPSEEK_API_KEY=sk-{x31}", "high"},
    {"e2b-key", "t = e2b_{x40}", "t = e2b_{x39}", "high"},
    {"elevenlabs-key", "ELEVENLABS_API_KEY=sk_{x48}", "ELEVENLABS_API_KEY=sk_{x47}", "high"},
    {"exa-key", "EXA_API_KEY={g}", "EXA_API_KEY={x8}-{x4}", "high"},
    {"fal-key", "FAL_KEY={g}:{x32}", "FAL_KEY={g}:{x31}", "high"},
    {"firecrawl-key", "t = fc-{x32}", "t = fc-{x31}", "high"},
    {"fireworks-key", "t = fw_{a22}", "t = fw_{a21}", "high"},
    {"groq-key", "t = gsk_{a52}", "t = gsk_{a51}", "high"},
    {"helicone-key", "t = sk-helicone-{l7}-{l7}-{l7}-{l7}", "t = sk-helicone-{l7}-{l7}-{l7}-{l6}",
     "high"},
    {"huggingface-token", "t = hf_{A34}", "t = hf_{A33}", "high"},
    {"jina-key", "t = jina_{x32}{b28}", "t = jina_{x32}{b27}", "high"},
    {"kaggle-key", "{{\"username\":\"ana\",\"key\":\"{x32}\"}",
     "{{\"username\":\"ana\",\"key\":\"{x31}\"}", "high"},
    {"kaggle-key-env", "KAGGLE_KEY={x32}", "KAGGLE_KEY={x31}", "high"},
    {"kaggle-token", "t = KGAT_{x32}", "t = KGAT_{x31}", "high"},
    {"labelstudio-token", "LABEL_STUDIO_API_KEY={x40}", "LABEL_STUDIO_API_KEY={x39}", "high"},
    {"langfuse-key", "t = sk-lf-{g}", "t = sk-lf-{x8}-{x4}", "high"},
    {"langsmith-key", "t = lsv2_pt_{x32}_{x10}", "t = lsv2_pt_{x32}_{x9}", "high"},
    {"llamacloud-key", "t = llx-{a48}", "t = llx-{a47}", "high"},
    {"logfire-token", "t = pylf_v1_eu_{a43}", "t = pylf_v1_eu_{a42}", "high"},
    {"mem0-key", "MEM0_API_KEY=m0-{a40}", "MEM0_API_KEY=m0-{a39}", "high"},
    {"mistral-key", "os.environ[\"MISTRAL_API_KEY\"] = \"{a32}\"",
     "os.environ[\"MISTRAL_API_KEY\"] = \"{a31}\"", "high"},
    {"mistral-key", "\"os.environ[\\\"MISTRAL_API_KEY\\\"] = \\\"{a32}\\\"\\n\"",
     "\"os.environ[\\\"MISTRAL_API_KEY\\\"] = \\\"{a31}\\\"\\n\"", "high"},
    {"mistral-key", "MISTRAL_API_KEY={a32}", "MISTRAL_API_KEY={a31}", "high"},
    {"modal-token", "modal: as-{a22}", "modal: as-{a21}", "high"},
    {"neptune-token", "t = eyJhcGlfYWRkcmVzcyI6{a120}", "t = eyJhcGlfYWRkcmVzcyI6{a79}", "high"},
    {"nvidia-key", "t = nvapi-{b60}", "t = nvapi-{b59}", "high"},
    {"openai-key", "t = sk-{a48}", "t = sk-{a47}", "high"},
    {"openai-key", "t = sk-proj-{b74}T3BlbkFJ{b74}", "t = sk-proj-{b74}T3BlbkFJ{b19}", "high"},
    {"openrouter-key", "t = sk-or-v1-{x64}", "t = sk-or-v1-{x63}", "high"},
    {"perplexity-key", "t = pplx-{a48}", "t = pplx-{a47}", "high"},
    {"pinecone-key", "t = pcsk_{a6}_{a63}", "t = pcsk_{a6}_{a59}", "high"},
    {"pinecone-key-old", "PINECONE_API_KEY={g}", "PINECONE_API_KEY={x8}-{x4}", "high"},
    {"prefect-key", "t = pnu_{a36}", "t = pnu_{a35}", "high"},
    {"qdrant-key", "QDRANT_API_KEY={b54}", "QDRANT_API_KEY={b53}", "high"},
    {"replicate-token", "t = r8_{a37}", "t = r8_{a36}", "high"},
    {"roboflow-key", "roboflow: rf_{a28}", "roboflow: rf_{a27}", "high"},
    {"runpod-key", "t = rpa_{u34}{a6}", "t = rpa_{u34}{a5}", "high"},
    {"scale-key", "SCALE_API_KEY=live_{x32}", "SCALE_API_KEY=live_{x31}", "high"},
    {"serpapi-key", "SERPAPI_API_KEY={x64}", "SERPAPI_API_KEY={x63}", "high"},
    {"snowflake-password", "SNOWFLAKE_PASSWORD={a12}", "SNOWFLAKE_PASSWORD={a7}", "high"},
    {"tavily-key", "t = tvly-dev-{a32}", "t = tvly-dev-{a31}", "high"},
    {"tinybird-token", "t = p.eyJ{b80}.{b43}", "t = p.eyJ{b80}.{b42}", "high"},
    {"together-key", "TOGETHER_API_KEY={x64}", "TOGETHER_API_KEY={x63}", "high"},
    {"together-key", "t = tgp_v1_{b43}", "t = tgp_v1_{b42}", "high"},
    {"voyage-key", "voyage: pa-{b43}", "voyage: pa-{b42}", "high"},
    {"wandb-key", "WANDB_API_KEY={x40}", "WANDB_API_KEY={x39}", "high"},
    {"wandb-key", "t = wandb_v1_{a27}_{a49}", "t = wandb_v1_{a27}_{a48}", "high"},
    {"weaviate-key", "WEAVIATE_API_KEY={a36}", "WEAVIATE_API_KEY={a35}", "high"},
    {"zhipu-key", "ZHIPUAI_API_KEY={x32}.{a16}", "ZHIPUAI_API_KEY={x32}.{a15}", "high"},
    {"xai-key", "t = xai-{a80}", "t = xai-{a79}", "high"},
    {"airbrake-key", "AIRBRAKE_PROJECT_KEY={x32}", "AIRBRAKE_PROJECT_KEY={x31}", "high"},
    {"amplitude-key", "AMPLITUDE_SECRET_KEY={x32}", "AMPLITUDE_SECRET_KEY={x31}", "high"},
    {"axiom-token", "t = xaat-{g}", "t = xaat-{x8}-{x4}", "high"},
    {"bugsnag-key", "BUGSNAG_API_KEY={x32}", "BUGSNAG_API_KEY={x31}", "high"},
    {"datadog-api-key", "DATADOG_API_KEY={x32}", "DATADOG_API_KEY={x31}", "high"},
    {"datadog-app-key", "DATADOG_APP_KEY={x40}", "DATADOG_APP_KEY={x39}", "high"},
    {"elastic-api-key", "ELASTIC_API_KEY={B57}A==", "ELASTIC_API_KEY={B56}A==", "high"},
    {"elastic-cloud-key", "t = essu_{a72}", "t = essu_{a59}", "high"},
    {"grafana-api-key",
     "t = {j:\"k\":\"4Zr7WqK2mTx9Vb3LhP8sNd6YfG1cJ5uA\",\"n\":\"mine\",\"id\":1}",
     "t = eyJrIjoi{a49}", "high"},
    {"grafana-cloud-token", "t = glc_eyJ{a120}", "t = glc_eyJ{a59}", "high"},
    {"grafana-token", "t = glsa_{a32}{crchex}", "t = glsa_{a31}_{x8}", "high"},
    {"honeycomb-key", "t = hcaik_{l58}", "t = hcaik_{l57}", "high"},
    {"honeycomb-key-old", "HONEYCOMB_API_KEY={x32}", "HONEYCOMB_API_KEY={x31}", "high"},
    {"instana-token", "INSTANA_API_TOKEN={b22}", "INSTANA_API_TOKEN={b21}", "high"},
    {"launchdarkly-token", "LAUNCHDARKLY_SDK_KEY=sdk-{g}", "LAUNCHDARKLY_SDK_KEY=sdk-{x8}-{x4}",
     "high"},
    {"logdna-key", "LOGDNA_INGESTION_KEY={x32}", "LOGDNA_INGESTION_KEY={x31}", "high"},
    {"loggly-token", "LOGGLY_TOKEN={g}", "LOGGLY_TOKEN={x8}-{x4}", "high"},
    {"logzio-token", "LOGZIO_TOKEN={a32}", "LOGZIO_TOKEN={a31}", "high"},
    {"mixpanel-secret", "MIXPANEL_API_SECRET={x32}", "MIXPANEL_API_SECRET={x31}", "high"},
    {"newrelic-insert-key", "t = NRII-{b32}", "t = NRII-{b31}", "high"},
    {"newrelic-license-key", "t = {x36}NRAL", "t = {x35}NRAL", "high"},
    {"newrelic-query-key", "t = NRIQ-{b32}", "t = NRIQ-{b31}", "high"},
    {"newrelic-rest-key", "t = NRRA-{x42}", "t = NRRA-{x41}", "high"},
    {"newrelic-user-key", "t = NRAK-{u27}", "t = NRAK-{u26}", "high"},
    {"opsgenie-key", "OPSGENIE_API_KEY={g}", "OPSGENIE_API_KEY={x8}-{x4}", "high"},
    {"pagerduty-token", "PAGERDUTY_TOKEN=u+{a18}", "PAGERDUTY_TOKEN=u+{a17}", "high"},
    {"posthog-personal-key", "t = phx_{a43}", "t = phx_{a42}", "high"},
    {"rollbar-token", "ROLLBAR_ACCESS_TOKEN={x32}", "ROLLBAR_ACCESS_TOKEN={x31}", "high"},
    {"segment-key", "SEGMENT_WRITE_KEY={a32}", "SEGMENT_WRITE_KEY={a31}", "high"},
    {"sentry-dsn-secret", "https://{x32}:{x32}@o1.ingest.sentry.test/42",
     "https://{x32}@o1.ingest.sentry.test/42", "high"},
    {"sentry-org-token",
     "t = "
     "sntrys_{j:\"iat\":1712345999.5,\"url\":\"https://sentry.test\",\"region_url\":\"https://"
     "us.sentry.test\",\"org\":\"acme\"}_{B43}",
     "t = "
     "sntrys_{j:\"iat\":1712345999.5,\"url\":\"https://sentry.test\",\"region_url\":\"https://"
     "us.sentry.test\",\"org\":\"acme\"}_{B42}",
     "high"},
    {"sentry-token", "t = sntryu_{x64}", "t = sntryu_{x63}", "high"},
    {"sentry-token-old", "SENTRY_AUTH_TOKEN={x64}", "SENTRY_AUTH_TOKEN={x63}", "high"},
    {"shodan-key", "SHODAN_API_KEY={a32}", "SHODAN_API_KEY={a31}", "high"},
    {"splunk-hec-token", "SPLUNK_HEC_TOKEN={g}", "SPLUNK_HEC_TOKEN={x8}-{x4}", "high"},
    {"statuspage-key", "STATUSPAGE_API_KEY={g}", "STATUSPAGE_API_KEY={x8}-{x4}", "high"},
    {"sumologic-key", "SUMOLOGIC_ACCESS_KEY={a64}", "SUMOLOGIC_ACCESS_KEY={a63}", "high"},
    {"uptimerobot-key", "UPTIMEROBOT_API_KEY=u{d7}-{x24}", "UPTIMEROBOT_API_KEY=u{d7}-{x23}",
     "high"},
    {"virustotal-key", "VIRUSTOTAL_API_KEY={x64}", "VIRUSTOTAL_API_KEY={x63}", "high"},
    {"wakatime-key", "WAKATIME_API_KEY=waka_{g}", "WAKATIME_API_KEY=waka_{x8}-{x4}", "high"},
    {"anaconda-token", "https://conda.anaconda.org/t/jo-{g}/acme",
     "https://conda.anaconda.org/t/jo-{g}", "high"},
    {"anaconda-token", "ANACONDA_TOKEN=ab-{g}", "ANACONDA_TOKEN=ab-{x8}-{x4}", "high"},
    {"artifactory-key", "t = AKCp{a69}", "t = AKCp{a68}", "high"},
    {"artifactory-reference-token", "t = cmVmdGtu{a56}", "t = cmVmdGtu{a55}", "high"},
    {"clojars-token", "t = CLOJARS_{x60}", "t = CLOJARS_{x59}", "high"},
    {"cloudsmith-key", "CLOUDSMITH_API_KEY={x40}", "CLOUDSMITH_API_KEY={x39}", "high"},
    {"crates-token", "t = cio{a32}", "t = cio{a31}", "high"},
    {"docker-org-token", "t = dckr_oat_{b32}", "t = dckr_oat_{b31}", "high"},
    {"docker-token", "t = dckr_pat_{b27}", "t = dckr_pat_{b26}", "high"},
    {"gemfury-token", "GEMFURY_TOKEN={a20}", "GEMFURY_TOKEN={a19}", "high"},
    {"hex-key", "HEX_API_KEY={x32}", "HEX_API_KEY={x31}", "high"},
    {"npm-token", "t = npm_{a30}{crc62}", "t = npm_{a35}", "high"},
    {"nuget-key", "t = oy2{l43}", "t = oy2{l42}", "high"},
    {"packagecloud-token", "PACKAGECLOUD_TOKEN={x48}", "PACKAGECLOUD_TOKEN={x47}", "high"},
    {"packagist-token", "PACKAGIST_TOKEN={b20}", "PACKAGIST_TOKEN={b19}", "high"},
    {"private-packagist-token", "t = packagist_org_{x68}", "t = packagist_org_{x67}", "high"},
    {"pypi-test-token", "t = pypi-AgENdGVzdC5weXBpLm9yZw{b100}",
     "t = pypi-AgENdGVzdC5weXBpLm9yZw{b49}", "high"},
    {"pypi-token", "t = pypi-{pypi}", "t = pypi-AgEIcHlwaS5vcmc{b49}", "high"},
    {"rubygems-token", "t = rubygems_{x48}", "t = rubygems_{x47}", "high"},
    {"1password-secret-key", "t = A3-{u6}-{u6}-{u5}-{u5}-{u5}-{u5}",
     "t = A3-{u6}-{u6}-{u5}-{u5}-{u5}-{u4}", "high"},
    {"1password-service-token",
     "t = "
     "ops_{j:\"signInAddress\":\"acme.1password.test\",\"iterations\":650000,\"deviceUuid\":"
     "\"k7vq2mxw9lr4\",\"muk\":\"none\"}",
     "t = ops_eyJ{b99}", "high"},
    {"auth0-secret", "AUTH0_CLIENT_SECRET={b64}", "AUTH0_CLIENT_SECRET={b63}", "high"},
    {"basic-auth-header", "Authorization: Basic {p:ana:k7Vq2mXw9Lr4}", "Authorization: Basic {b16}",
     "high"},
    {"bearer-header", "Authorization: Bearer {a32}", "Authorization: Bearer {a19}", "medium"},
    {"bitwarden-token", "t = 0.{g}.{a30}:{B21}A==", "t = 0.{g}.{a30}:{B20}A==", "high"},
    {"django-secret-key", "SECRET_KEY = 'django-insecure-{a50}'",
     "SECRET_KEY = 'django-insecure-{a49}'", "high"},
    {"duo-secret", "DUO_SKEY={a40}", "DUO_SKEY={a39}", "high"},
    {"fusionauth-key", "FUSIONAUTH_API_KEY={b64}", "FUSIONAUTH_API_KEY={b63}", "high"},
    {"json-web-token",
     "Bearer {j:\"alg\":\"HS256\",\"typ\":\"JWT\"}.{j:\"sub\":\"ana7\",\"iat\":1700000000}.{b43}",
     "Bearer {j:\"typ\":\"JWT\"}.{j:\"sub\":\"ana7\",\"iat\":1700000000}.{b43}", "medium"},
    {"jumpcloud-key", "JUMPCLOUD_API_KEY={x40}", "JUMPCLOUD_API_KEY={x39}", "high"},
    {"keycloak-secret", "KEYCLOAK_CLIENT_SECRET={a32}", "KEYCLOAK_CLIENT_SECRET={a31}", "high"},
    {"laravel-app-key", "APP_KEY=base64:{B42}A=", "APP_KEY=base64:{B41}A=", "high"},
    {"okta-token", "OKTA_API_TOKEN=00{b40}", "OKTA_API_TOKEN=00{b39}", "high"},
    {"onelogin-secret", "ONELOGIN_CLIENT_SECRET={x64}", "ONELOGIN_CLIENT_SECRET={x63}", "high"},
    {"rails-secret-key-base", "secret_key_base={x128}", "secret_key_base={x127}", "high"},
    {"stytch-secret", "STYTCH_SECRET=secret-live-{b36}", "STYTCH_SECRET=secret-live-{b35}", "high"},
    {"adobe-secret", "t = p8e-{b32}", "t = p8e-{b31}", "high"},
    {"airtable-key-old", "AIRTABLE_API_KEY=key{a14}", "AIRTABLE_API_KEY=key{a13}", "high"},
    {"airtable-token", "t = pat{a14}.{x64}", "t = pat{a14}.{x63}", "high"},
    {"algolia-key", "ALGOLIA_ADMIN_KEY={x32}", "ALGOLIA_ADMIN_KEY={x31}", "high"},
    {"asana-token", "ASANA_TOKEN=2/{d16}/{d16}:{x32}", "ASANA_TOKEN=2/{d16}/{d16}:{x31}", "high"},
    {"box-secret", "BOX_CLIENT_SECRET={a32}", "BOX_CLIENT_SECRET={a31}", "high"},
    {"calcom-key", "t = cal_live_{x32}", "t = cal_live_{x31}", "high"},
    {"clickup-token", "t = pk_{d8}_{u32}", "t = pk_{d8}_{u31}", "high"},
    {"contentful-token", "t = CFPAT-{b43}", "t = CFPAT-{b42}", "high"},
    {"dropbox-token", "t = sl.{b140}", "t = sl.{b129}", "high"},
    {"figma-token", "t = figd_{b40}", "t = figd_{b39}", "high"},
    {"frameio-token", "t = fio-u-{b64}", "t = fio-u-{b63}", "high"},
    {"freshdesk-key", "FRESHDESK_API_KEY={a20}", "FRESHDESK_API_KEY={a19}", "high"},
    {"hubspot-key", "HUBSPOT_API_KEY={g}", "HUBSPOT_API_KEY={x8}-{x4}", "high"},
    {"hubspot-token", "t = pat-na1-{g}", "t = pat-na1-{x8}-{x4}", "high"},
    {"intercom-token", "t = dG9rO{a54}", "t = dG9rO{a49}", "high"},
    {"jira-token", "JIRA_PAT={B44}", "JIRA_PAT={B43}", "high"},
    {"linear-key", "t = lin_api_{a40}", "t = lin_api_{a39}", "high"},
    {"mapbox-token", "t = sk.eyJ{b72}.{b22}", "t = sk.eyJ{b72}.{b21}", "high"},
    {"maxmind-key", "MAXMIND_LICENSE_KEY={a6}_{a29}_mmk", "MAXMIND_LICENSE_KEY={a6}_{a28}_mmk",
     "high"},
    {"notion-token", "t = ntn_{d11}{a35}", "t = ntn_{d11}{a34}", "high"},
    {"notion-token-old", "NOTION_TOKEN=secret_{a43}", "NOTION_TOKEN=secret_{a42}", "high"},
    {"openweather-key", "OPENWEATHER_API_KEY={x32}", "OPENWEATHER_API_KEY={x31}", "high"},
    {"postman-key", "t = PMAK-{x24}-{x34}", "t = PMAK-{x24}-{x33}", "high"},
    {"rapidapi-key", "RAPIDAPI_KEY={x10}msh{x15}p{x6}jsn{x12}",
     "RAPIDAPI_KEY={x10}msh{x15}p{x6}jsn{x11}", "high"},
    {"readme-key", "t = rdme_{l70}", "t = rdme_{l69}", "high"},
    {"salesforce-secret", "SALESFORCE_CLIENT_SECRET={X64}", "SALESFORCE_CLIENT_SECRET={X63}",
     "high"},
    {"salesforce-session", "t = 00D{a12}!{a96}", "t = 00D{a12}!{a79}", "high"},
    {"sanity-token", "SANITY_AUTH_TOKEN=sk{a80}", "SANITY_AUTH_TOKEN=sk{a79}", "high"},
    {"smartsheet-token", "SMARTSHEET_ACCESS_TOKEN={a37}", "SMARTSHEET_ACCESS_TOKEN={a36}", "high"},
    {"spotify-secret", "SPOTIFY_CLIENT_SECRET={x32}", "SPOTIFY_CLIENT_SECRET={x31}", "high"},
    {"strava-secret", "STRAVA_CLIENT_SECRET={x40}", "STRAVA_CLIENT_SECRET={x39}", "high"},
    {"todoist-token", "TODOIST_API_TOKEN={x40}", "TODOIST_API_TOKEN={x39}", "high"},
    {"trello-key-old", "TRELLO_TOKEN={x64}", "TRELLO_TOKEN={x63}", "high"},
    {"trello-token", "t = ATTA{a72}", "t = ATTA{a71}", "high"},
    {"typeform-token", "t = tfp_{b44}", "t = tfp_{b43}", "high"},
    {"unsplash-key", "UNSPLASH_ACCESS_KEY={b43}", "UNSPLASH_ACCESS_KEY={b42}", "high"},
    {"zapier-webhook", "https://hooks.zapier.com/hooks/catch/{d7}/{l7}/",
     "https://hooks.zapier.com/hooks/catch/{d7}/{l5}/", "high"},
    {"zendesk-token", "ZENDESK_API_TOKEN={a40}", "ZENDESK_API_TOKEN={a39}", "high"},
    {"cockroach-key", "t = CCDB1_{a22}_{a40}", "t = CCDB1_{a22}_{a39}", "high"},
    {"influxdb-token", "INFLUXDB_TOKEN={b86}==", "INFLUXDB_TOKEN={b85}==", "high"},
    {"jdbc-password", "jdbc:postgresql://db7/x?user=a&password={a12}",
     "jdbc:postgresql://db7/x?user=a&password={a3}", "high"},
    {"libpq-password", "def f(self, host=h, user=None, password=None, port=1)",
     "host=db7 user=a password={a3},", "low"},
    {"libpq-password", "host=db7 user=a password={a20}", "host=db7 user=a password={a3}", "high"},
    {"mongodb-atlas-secret", "t = mdb_sa_sk_{b40}", "t = mdb_sa_sk_{b39}", "high"},
    {"neon-key", "t = napi_{l64}", "t = napi_{l63}", "high"},
    {"neon-password", "t = npg_{a12}", "t = npg_{a11}", "high"},
    {"command-password", "sshpass -p {a10}4x ssh host", "sshpass -p $PW{a10}4x ssh host", "high"},
    {"command-password", "docker login -u x -p {a10}4x reg",
     "docker login -u x --password-stdin reg", "high"},
    {"command-password", "mysql -u root -p{a10}4x db", "mysql -u root -p db", "high"},
    {"environment-password", "PGPASSWORD={a10}4x psql -h x", "PGPASSWORD=$PW psql -h x", "high"},
    {"powershell-password", "ConvertTo-SecureString \"{a10}4x\" -AsPlainText -Force",
     "ConvertTo-SecureString \"{a10}4x\" -Key $k", "high"},
    {"sql-password", "create or replace public database link x connect to y identified by {a10}4x;",
     "you may create a new filter, identified by {l10}4x", "high"},
    {"sql-password", "CREATE USER app WITH PASSWORD 'test1234';",
     "DROP USER app PASSWORD 'test1234'", "medium"},
    {"sql-password", "CREATE USER app WITH PASSWORD '{a10}4x';", "SELECT password '{a10}4x'",
     "high"},
    {"sql-password", "create login app with password = '{a10}4x'", "CREATE USER app PASSWORD NULL",
     "high"},
    {"sql-password", "CREATE USER 'app'@'%' IDENTIFIED BY '{a10}4x';",
     "CREATE USER app IDENTIFIED EXTERNALLY", "high"},
    {"sql-password", "alter user app identified by {a10}4x;",
     "alter user app identified by values 'S:{X20}'", "high"},
    {"jdbc-password", "jdbc:oracle:thin:scott/{a10}4x@//db:1521/x", "jdbc:oracle:thin:@//db:1521/x",
     "high"},
    {"libpq-password", "user=app password={a10}4x host=db", "user=app password=$PW host=db",
     "high"},
    {"odbc-password", "Provider=SQLOLEDB;Password={a12};User ID=sa", "Provider=SQLOLEDB;User ID=sa",
     "high"},
    {"odbc-password", "Server=db7;Database=x;User Id=sa;Password={a12};",
     "Server=db7;Database=x;User Id=sa;Password={a3};", "high"},
    {"planetscale-password", "t = pscale_pw_{b43}", "t = pscale_pw_{b31}", "high"},
    {"planetscale-token", "t = pscale_tkn_{b43}", "t = pscale_tkn_{b31}", "high"},
    {"supabase-secret-key", "t = sb_secret_{b22}_{b8}", "t = sb_secret_{b22}_{b7}", "high"},
    {"supabase-token", "t = sbp_{x40}", "t = sbp_{x39}", "high"},
    {"upstash-token",
     "UPSTASH_REDIS_REST_TOKEN=AX{a50}==", "UPSTASH_REDIS_REST_TOKEN=AX{a37}==", "high"},
    {"url-password", "postgres://ana:{a12}@db7/x", "postgres://ana:{a2}@db7/x", "high"},
    {"url-password", "redis://app:{a12}4x@db7/0", "redis://[[USERNAME:]PASSWORD{d2}@]HOST", "high"},
    {"url-password", "redis://app:{a12}4x@db7/0", "ftp://\\(\\k\\+:\\k\\+1@", "high"},
    {"docker-config-auth", "\"auth\": \"{p:ana:k7Vq2mXw9Lr4}\"", "\"auth\": \"{b16}\"", "high"},
    {"htpasswd-apr1", "ana:$apr1${a8}${a22}", "ana:$apr1${a8}${a21}", "medium"},
    {"htpasswd-sha1", "ana:{{SHA}{B27}=", "ana:{{SHA}{B26}", "medium"},
    {"kubeconfig-key",
     "client-key-data: {p:-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAu7Xq2mXw9Lr4k7Vq2mXw}",
     "client-key-data: {p:-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEAu7Xq2mXw9Lr4k7Vq2mXw}",
     "high"},
    {"private-key", "KEY={p:-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEAu7Xq2mXw9Lr4k7Vq2mXw}",
     "KEY={p:-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEAu7Xq2mXw9Lr4k7Vq2mXw}", "high"},
    {"kubernetes-secret",
     "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {p:k7Vq2mXw9Lr4Zs}\n",
     "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: db\ndata:\n  password: "
     "{p:k7Vq2mXw9Lr4Zs}\n",
     "medium"},
    {"netrc-password", "machine git.acme.test login ana password \"{a12}4x\"\n",
     "machine git.acme.test login ana password \"\"\n", "high"},
    {"netrc-password", "machine git.acme.test login ana password {a12}\n",
     "machine git.acme.test login ana password {a3}\n", "high"},
    {"npmrc-auth", "//npm.acme.test/:_auth={p:ana:k7Vq2mXw9Lr4}", "//npm.acme.test/:_auth={b11}",
     "high"},
    {"npmrc-token", "//npm.acme.test/:_authToken={g}", "//npm.acme.test/:_authToken={a19}", "high"},
    {"password-hash-argon2", "h: $argon2id$v=19$m=65536,t=3,p=4${B22}${B43}",
     "h: $argon2id$v=19$m=65536,t=3,p=4${B22}${B21}", "medium"},
    {"password-hash-bcrypt", "ana:$2y$10${a53}", "ana:$2y$10${a52}", "medium"},
    {"password-hash-crypt", "root:$6${a16}${a86}:19000:0", "root:$6${a16}${a85}:19000:0", "medium"},
    {"password-hash-pbkdf2",
     "p: pbkdf2_sha256$600000${a22}${B43}=", "p: pbkdf2_sha256$600000${a22}${B26}", "medium"},
    {"password-hash-yescrypt", "root:$y$j9T${a22}${a43}:1", "root:$y$j9T${a22}${a42}:1", "medium"},
    {"pgpass-password", "db7.acme.test:5432:x:ana:{a12}\n", "db7.acme.test:5432:x:ana:{a3}\n",
     "high"},
    {"pypirc-password", "username = ana\npassword = {a12}4x\n",
     "  username: 'ana',\n  password: '{a12}4x',\n", "high"},
    {"pypirc-password", "[acme]\nusername = ana\npassword = {a12}\n",
     "[acme]\nusername = ana\npassword = {a5}\n", "high"},
    {"shell-curl-user", "curl -u ana:{a10}4x https://x.test/", "curl -u ana:$PW https://x.test/",
     "high"},
    {"shell-curl-user", "curl -s -u ana:{a12} https://x.test/",
     "curl -s -u ana:{a5} https://x.test/", "high"},
    {"terraform-password", "\"result\": \"{a16}\",\n            \"special\": true",
     "\"result\": \"{a7}\",\n            \"special\": true", "high"},
    {"wifi-psk", "network={{\n  ssid=\"home\"\n  psk=\"{a20}\"\n}",
     "network={{\n  ssid=\"home\"\n  psk=\"{a7}\"\n}", "high"},
    {"wireguard-key", "PrivateKey = {B42}A=", "PrivateKey = {B42}B=", "high"},
    {"age-key", "t = AGE-SECRET-KEY-1{age}", "t = AGE-SECRET-KEY-1{t57}", "high"},
    {"gnupg-private-key", "(11:private-key(3:rsa(1:n", "(10:public-key(3:rsa(1:n", "high"},
    {"gnupg-private-key", "(21:protected-private-key(3:rsa(1:n", "(20:protected-public-key(3:rsa",
     "medium"},
    {"hex-private-key", "PRIVATE_KEY=0x{x64}", "PRIVATE_KEY=0x{x63}", "high"},
    {"json-web-key", "{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"{b43}\"}", "{{\"d\":\"{b43}\"}",
     "high"},
    {"minisign-key", "untrusted comment: minisign encrypted secret key\n{B60}",
     "untrusted comment: minisign public key\n{B60}", "medium"},
    {"openvpn-static-key", "-----BEGIN OpenVPN Static key V1-----\n{x32}\n",
     "-----BEGIN OpenVPN Static key V1-----\n{x31}\n", "high"},
    {"private-key", "-----BEGIN EC PRIVATE KEY-----\n{B64}\n",
     "-----BEGIN EC PRIVATE KEY-----\n{B63}\n", "high"},
    {"putty-private-key",
     "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: x\r\nPublic-Lines: 2\r\n",
     "PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\n", "high"},
    {"putty-private-key",
     "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\nComment: x\nPublic-Lines: 6\n",
     "PuTTY-User-Key-File: ssh-rsa\nEncryption: none\nPublic-Lines: 6\n", "medium"},
    {"rsa-xml-key", "</InverseQ><D>{B84}</D>", "</InverseQ><D>{B39}</D>", "high"},
    {"signify-key", "untrusted comment: ana secret key\nRW{B138}==\n",
     "untrusted comment: ana secret key\nRW{B54}\n", "high"},
    {"ssh-private-key", "-----BEGIN OPENSSH PRIVATE KEY-----\n{B64}\n",
     "-----BEGIN OPENSSH PUBLIC KEY-----\n{B64}\n", "high"},
    {"ssh-private-key",
     "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAA{B20}\n",
     "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n", "high"},
    {"ssh-private-key",
     "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIA{B24}\n",
     "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n", "medium"},
    {"ssh-private-key",
     "k: \"-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIA{B24}\\n",
     "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNz\\n", "medium"},
    {"ssh-private-key", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
     "---- BEGIN SSH2 PUBLIC KEY ----\n", "medium"},
    {"tor-onion-key", "== ed25519v1-secret: type0 =={h:000000}", "== ed25519v1-secret: type0 ==\n",
     "high"},
    {"assigned-password", "password = \"kD83hsLw0q\"", "password = \"correcthorse\"", "low"},
    {"assigned-password", "PASSWORD = \"hunter2\"", "PASSWORD = \"{{pw1}}\"", "low"},
    {"assigned-password", "password: 'abc123'", "password: 'aaaaa1'", "low"},
    {"assigned-password", "PASSWORD = \"Summer2024!\"", "PASSWORD = \"changeme1\"", "low"},
    {"assigned-password", "<password>kD83hsLw0q</password>", "<password>${env.PW1}</password>",
     "low"},
    {"assigned-password", "db_password: S3cr3t!pass99\n", "db_password: example-pass99\n", "low"},
    {"assigned-password", "DB_PASSWORD=kD83hsLw0q!x\n", "DB_PASSWORD=settings.db_password1\n",
     "low"},
    {"java-key-store", "{h:feedfeed0000000200000001}{h:00000001}",
     "{h:feedfeed0000000200000001}{h:00000002}", "medium"},
    {"keepass-database", "{h:03d9a29a67fb4bb5}", "{h:03d9a29a68fb4bb5}", "medium"},
    {"pkcs12", "{h:308209d502010330}{h:82099b06092a864886f70d010701}",
     "{h:308209d502010130}{h:82099b06092a864886f70d010701}", "medium"},
    {"private-key-der", "{h:30770201010420}{B32}{h:a00a06082a8648ce3d030107}",
     "{h:30770201010420}{B31}{h:a00a06082a8648ce3d030107}", "high"},
    {"private-key-der", "{h:302e020100300506032b657004220420}{B64}",
     "{h:302e020100300506032b657004220420}{h:00000000000000000000000000000000}{h:"
     "00000000000000000000000000000000}",
     "high"},
    {"private-key-der", "{h:308204a30201000282010100}{B64}",
     "{h:308204a30201000282010100}{h:00000000000000000000000000000000}{h:"
     "00000000000000000000000000000000}",
     "high"},
};

static uint64_t state_of_random;

static unsigned next_random(unsigned below)
{
    uint64_t x = state_of_random += 0x9e3779b97f4a7c15; /* splitmix64 */

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return (unsigned)((x ^ x >> 31) % below);
}

static const char *alphabet_of(char letter)
{
    static const char all[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

    switch (letter) {
    case 'x':
        return "0123456789abcdef";
    case 'X':
        return "0123456789ABCDEF";
    case 'd':
        return "0123456789";
    case 'l':
        return "0123456789abcdefghijklmnopqrstuvwxyz";
    case 'u':
        return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    case 'A':
        return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    case 't':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    case 'b':
        return all;
    case 'B':
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    default: /* 'a', 'w' */
        return "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    }
}

/* Never a sign at either end of a run, so that the boundary is where the row has it. */
static void put_random(struct buf *out, char letter, size_t count)
{
    const char *alphabet = alphabet_of(letter);
    unsigned size = (unsigned)strlen(alphabet);

    for (size_t i = 0; i < count; i++) {
        char c = alphabet[next_random(size)];

        if ((i == 0 || i + 1 == count) && strchr("-_+/", c))
            c = '7';
        buf_byte(out, (uint8_t)c);
    }
}

static void put_uuid(struct buf *out)
{
    static const size_t parts[] = {8, 4, 4, 4, 12};

    for (size_t i = 0; i < 5; i++) {
        if (i > 0)
            buf_byte(out, '-');
        put_random(out, 'x', parts[i]);
    }
}

static uint32_t crc32_of(const uint8_t *data, size_t size)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
    }
    return ~crc;
}

static void put_number(struct buf *out, uint32_t number, const char *digits, size_t size)
{
    char text[16] = {0};
    uint32_t base = (uint32_t)strlen(digits);

    for (size_t i = size; i-- > 0; number /= base)
        text[i] = digits[number % base];
    buf_text(out, text);
}

static size_t after_last(const struct buf *out, char mark)
{
    const uint8_t *at = memrchr(out->data, mark, out->size);

    assert_non_null(at);
    return (size_t)(at - out->data) + 1;
}

/* The CRC-32 of what stands behind the last `_`, as six digits of base 62. */
static void put_crc62(struct buf *out)
{
    size_t from = after_last(out, '_');

    put_number(out, crc32_of(out->data + from, out->size - from),
               "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 6);
}

/* The same as eight digits of hex. */
static void put_crc16(struct buf *out)
{
    size_t from = after_last(out, '_');

    buf_printf(out, "%08x", crc32_of(out->data + from, out->size - from));
}

/* `_` and the CRC-32 of the token so far, lowest byte first. */
static void put_crc_hex(struct buf *out)
{
    size_t from = after_last(out, ' ');
    uint32_t crc = crc32_of(out->data + from, out->size - from);

    buf_printf(out, "_%02x%02x%02x%02x", crc & 255, crc >> 8 & 255, crc >> 16 & 255, crc >> 24);
}

/* The end of a routable token whose payload begins behind the first `-`. */
static void put_gitlab(struct buf *out)
{
    static const char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    size_t from = after_last(out, ' ');
    const uint8_t *dash = memchr(out->data + from, '-', out->size - from);
    uint32_t payload;

    assert_non_null(dash);
    payload = (uint32_t)(out->data + out->size - dash - 1);
    buf_text(out, ".01.");
    put_number(out, payload, base36, 2);
    put_number(out, crc32_of(out->data + from, out->size - from), base36, 7);
}

static uint32_t bech32_step(uint32_t sum, uint32_t value)
{
    uint32_t top = sum >> 25;

    sum = (sum & 0x1ffffff) << 5 ^ value;
    return sum ^ (top & 1 ? 0x3b6a57b2 : 0) ^ (top & 2 ? 0x26508e6d : 0) ^
           (top & 4 ? 0x1ea119fa : 0) ^ (top & 8 ? 0x3d4233dd : 0) ^ (top & 16 ? 0x2a1462b3 : 0);
}

/* 52 characters of data and their six of check sum (BIP 173). */
static void put_age(struct buf *out)
{
    static const char alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    uint32_t sum = 1;

    for (const char *c = "age-secret-key-"; *c; c++)
        sum = bech32_step(sum, (uint32_t)*c >> 5);
    sum = bech32_step(sum, 0);
    for (const char *c = "age-secret-key-"; *c; c++)
        sum = bech32_step(sum, (uint32_t)*c & 31);
    for (size_t i = 0; i < 52; i++) {
        unsigned value = next_random(32);

        buf_byte(out, (uint8_t)alphabet[value]);
        sum = bech32_step(sum, value);
    }
    for (size_t i = 0; i < 6; i++)
        sum = bech32_step(sum, 0);
    for (size_t i = 0; i < 6; i++)
        buf_byte(out, (uint8_t)alphabet[(sum ^ 1) >> (5 * (5 - i)) & 31]);
}

/* A macaroon of pypi.org with one caveat. */
static void put_pypi(struct buf *out)
{
    CLEANUP(buf_clear) struct buf raw;
    uint8_t signature[32];

    buf_init(&raw, 1024);
    buf_add(&raw, "\2\1\10pypi.org\2\44", 13);
    put_uuid(&raw);
    buf_add(&raw, "\0\2\17[0,9999999,1]  \0\0\6\40", 22);
    for (size_t i = 0; i < sizeof signature; i++)
        signature[i] = (uint8_t)next_random(256);
    buf_add(&raw, signature, sizeof signature);
    base64url_encode(out, buf_bytes(&raw));
}

static void put_base64(struct buf *out, const char *text, size_t size, bool object)
{
    CLEANUP(buf_clear) struct buf raw;

    buf_init(&raw, 4096);
    if (object)
        buf_byte(&raw, '{');
    buf_add(&raw, text, size);
    if (object)
        buf_byte(&raw, '}');
    if (object)
        base64url_encode(out, buf_bytes(&raw));
    else
        base64_encode(out, buf_bytes(&raw));
}

static void put_bytes(struct buf *out, const char *hex, size_t size)
{
    uint8_t bytes[64];

    assert_true(size / 2 <= sizeof bytes && hex_decode(bytes_of(hex, size), bytes, size / 2));
    buf_add(out, bytes, size / 2);
}

static const char *put_field(struct buf *out, const char *field)
{
    static const struct {
        const char *name;
        void (*put)(struct buf *out);
    } sums[] = {{"crc62", put_crc62},   {"crc16", put_crc16}, {"crchex", put_crc_hex},
                {"gitlab", put_gitlab}, {"age", put_age},     {"pypi", put_pypi},
                {"g", put_uuid}};
    const char *end = strchr(field, '}');
    size_t size;

    assert_non_null(end);
    size = (size_t)(end - field);
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        if (strlen(sums[i].name) == size && strncmp(sums[i].name, field, size) == 0) {
            sums[i].put(out);
            return end + 1;
        }
    }
    if (field[0] == 'h' && field[1] == ':')
        put_bytes(out, field + 2, size - 2);
    else if (field[1] == ':')
        put_base64(out, field + 2, size - 2, field[0] == 'j');
    else
        put_random(out, field[0], strtoul(field + 1, NULL, 10));
    return end + 1;
}

/* The text of a row, with a NUL behind it; the caller's to free(). */
static char *make(const char *form, size_t *size)
{
    CLEANUP(buf_clear) struct buf out;
    char *text;

    buf_init(&out, 1 << 16);
    state_of_random = 0;
    for (const char *c = form; *c; c++)
        state_of_random = state_of_random * 31 + (uint8_t)*c;
    for (const char *c = form; *c;) {
        if (c[0] == '{' && c[1] == '{') {
            buf_byte(&out, '{');
            c += 2;
        } else if (*c == '{') {
            c = put_field(&out, c + 1);
        } else {
            buf_byte(&out, (uint8_t)*c++);
        }
    }
    *size = out.size;
    text = buf_take_string(&out);
    assert_non_null(text);
    return text;
}

static bool sees(const char *class_name)
{
    char name[96];

    snprintf(name, sizeof name, "secret.%s", class_name);
    for (size_t i = 0; i < watched.content.observation_count; i++)
        if (strcmp(watched.content.observations[i].class_name, name) == 0)
            return true;
    return false;
}

static void hits(void **state)
{
    const struct row *row = *state;
    size_t size;
    CLEANUP(free_cleanup) char *text = make(row->hit, &size);
    char wanted[128];

    watch(&watched, bytes_of(text, size), SIZE_MAX / 2, 1);
    snprintf(wanted, sizeof wanted, "secret.%s %s x1 ", row->class_name, row->confidence);
    if (strncmp(watched_text(&watched), wanted, strlen(wanted)) != 0 ||
        watched.content.observation_count != 1)
        fail_msg("%s: wanted %s, saw \"%s\"", text, wanted, watched_text(&watched));
}

static void misses(void **state)
{
    const struct row *row = *state;
    size_t size;
    CLEANUP(free_cleanup) char *text = make(row->miss, &size);

    watch(&watched, bytes_of(text, size), SIZE_MAX / 2, 1);
    if (sees(row->class_name))
        fail_msg("%s: saw \"%s\"", text, watched_text(&watched));
}

/* A token that stands in a longer word is none, and one in the texts of JSON and URLs is one. */
static void stands_alone(void **state)
{
    const struct row *row = *state;
    static const char *const before[] = {"\\n", "%3D", "\\u003d"};
    size_t size;
    CLEANUP(free_cleanup) char *text = make(row->hit, &size);
    char *inside = NULL;

    if (size < 4 || strncmp(text, "t = ", 4) != 0)
        return;
    assert_true(asprintf(&inside, "tx%s", text + 4) > 0);
    watch(&watched, bytes_text(inside), SIZE_MAX / 2, 1);
    if (sees(row->class_name))
        fail_msg("%s: saw \"%s\"", inside, watched_text(&watched));
    free(inside);
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        assert_true(asprintf(&inside, "t%s%s\\\"", before[i], text + 4) > 0);
        watch(&watched, bytes_text(inside), SIZE_MAX / 2, 1);
        if (!sees(row->class_name))
            fail_msg("%s: saw \"%s\"", inside, watched_text(&watched));
        free(inside);
    }
}

/* Comments of XML and HTML end without a blank; a word may go on behind the same sign. */
static void ends_before_a_comment_does(void **state)
{
    static const struct {
        const char *behind;
        bool is_end;
    } cases[] = {{"-->", true}, {"--", false}, {"-", false}, {"->", false}, {"-a", false}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size;
        CLEANUP(free_cleanup) char *token = make("AKIA{t16}", &size);
        char *text = NULL;

        assert_true(asprintf(&text, "<!--%s%s", token, cases[i].behind) > 0);
        watch(&watched, bytes_text(text), SIZE_MAX / 2, 1);
        if (sees("aws-access-key-id") != cases[i].is_end)
            fail_msg("%s: saw \"%s\"", text, watched_text(&watched));
        free(text);
    }
}

static void every_kind_has_its_rows(void **state)
{
    const struct pattern *pattern;
    size_t forms = 0, given = sizeof rows / sizeof rows[0];

    (void)state;
    for (; (pattern = pattern_shipped(forms)); forms++) {
        size_t same = 0, here = 0;

        for (size_t i = 0; pattern_shipped(i); i++)
            same += strcmp(pattern_shipped(i)->what.class_name, pattern->what.class_name) == 0;
        for (size_t i = 0; i < given; i++)
            here += strcmp(rows[i].class_name, pattern->what.class_name + 7) == 0;
        if (here < same)
            fail_msg("%s has %zu forms and %zu rows", pattern->what.class_name, same, here);
    }
    assert_true(forms >= 200);
}

static void families_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 0; i < pattern_family_count; i++)
        for (size_t j = 1; j < *pattern_families[i].count; j++) {
            const char *before = pattern_families[i].all[j - 1].what.class_name;
            const char *here = pattern_families[i].all[j].what.class_name;

            if (strcmp(before, here) > 0)
                fail_msg("%s stands behind %s", here, before);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_has_its_rows),
                                       cmocka_unit_test(ends_before_a_comment_does),
                                       cmocka_unit_test(families_are_sorted)};
    int failures;

    watched_open(&watched);
    failures = RUN_CASES(hits, rows) + RUN_CASES(misses, rows) + RUN_CASES(stands_alone, rows) +
               cmocka_run_group_tests(tests, NULL, NULL);
    watched_close(&watched);
    return failures;
}
