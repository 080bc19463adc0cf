from django.urls import path

from leadtocash.foundation.accounts import api
from leadtocash.foundation.accounts.views import me, platforms, security, sign_in, steps

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey"),
    path("sign-in/passkey/question/", sign_in.passkey_question, name="passkey-question"),
    path("sign-in/code/", steps.code, name="code"),
    path("sign-in/password/", steps.new_password, name="new-password"),
    path("sign-in/second-factor/", steps.factor_setup, name="factor-setup"),
    path("sign-in/forgotten/", steps.forgotten, name="forgotten"),
    path("sign-in/link/<str:secret>/", steps.link, name="password-link"),
    path("sign-in/with/<slug:key>/", platforms.platform, name="platform"),
    path("sign-in/with/<slug:key>/answer/", platforms.answer, name="platform-answer"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("language/", sign_in.language, name="language"),
    path("me/money-unit/", sign_in.money_unit, name="money-unit"),
    path("me/", me.me, name="me"),
    path("me/proof/", me.proof, name="proof"),
    path("me/sessions/", me.session_list, name="sessions"),
    path("me/sessions/endings/", me.end_sessions, name="end-sessions"),
    path("me/sessions/<int:pk>/ending/", me.end_session, name="end-session"),
    path("me/security/", security.security, name="security"),
    path("me/security/authenticator/", security.set_up_totp, name="totp"),
    path("me/security/authenticator/removal/", security.remove_totp, name="remove-totp"),
    path("me/security/codes/", security.new_codes, name="new-codes"),
    path("me/security/passkeys/", security.add_passkey, name="add-passkey"),
    path("me/security/passkeys/question/", security.passkey_question, name="own-passkey-question"),
    path("me/security/passkeys/<int:pk>/removal/", security.remove_passkey, name="remove-passkey"),
    path("me/security/platforms/<slug:key>/", platforms.link, name="link"),
    path("me/security/platforms/<int:pk>/removal/", platforms.unlink, name="unlink"),
    path("me/tokens/", security.token_list, name="tokens"),
    path("me/tokens/<int:pk>/withdrawal/", security.withdraw_token, name="withdraw-token"),
]
api_urlpatterns = [
    path("tokens/", api.TokensView.as_view(), name="tokens"),
    path("me/", api.MeView.as_view(), name="me"),
    path("me/preferences/", api.PreferencesView.as_view(), name="preferences"),
    path("me/tokens/", api.OwnTokensView.as_view(), name="own-tokens"),
    path("me/tokens/<int:pk>/withdrawal/", api.TokenWithdrawalView.as_view(), name="withdraw-token"),
    path("me/sessions/", api.SessionsView.as_view(), name="sessions"),
    path("me/sessions/endings/", api.SessionsEndView.as_view(), name="end-sessions"),
    path("me/sessions/<int:pk>/ending/", api.SessionEndView.as_view(), name="end-session"),
]
