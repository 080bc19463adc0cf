from django.http import HttpRequest, HttpResponse


def listing(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return HttpResponse("")
